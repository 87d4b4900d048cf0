/*! policyqa widget, sources 3c3791919d09332691cfa4104cd487b246d93654 */
"use strict";(()=>{var T=`:host{all:initial!important;display:block!important;direction:ltr!important;--accent: var(--policyqa-accent, #0b4a8f);--on-accent: var(--policyqa-on-accent, #ffffff);--surface: var(--policyqa-surface, #ffffff);--sunk: var(--policyqa-sunk, #f4f6fa);--ink: var(--policyqa-ink, #1a2433);--quiet: var(--policyqa-quiet, #566273);--line: var(--policyqa-line, #dde3ec);--font: var(--policyqa-font, "PingFang SC", "HarmonyOS Sans SC", "MiSans", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", system-ui, sans-serif);--radius: var(--policyqa-radius, 12px);--width: var(--policyqa-width, 408px);--height: var(--policyqa-height, 640px);--offset: var(--policyqa-offset, 24px)}:host([hidden]){display:none!important}:host(:not([floating])){block-size:var(--height)!important}*,:before,:after{box-sizing:border-box}[hidden]{display:none!important}.root{--link: var(--accent);--soft: rgb(90 140 210 / 15%);--good: #1d6b3b;--warn: #7a4b05;--bad: #a12626;--mark: #fff1c2;--shadow: 0 0 0 1px rgb(16 32 64 / 6%), 0 4px 12px rgb(16 32 64 / 8%), 0 16px 48px rgb(16 32 64 / 18%);color:var(--ink);font:400 15px/1.7 var(--font);font-variant-numeric:lining-nums;text-align:start;line-break:strict;overflow-wrap:anywhere;-webkit-text-size-adjust:100%;color-scheme:light}.root.larger{font-size:19px}.root.dark{--surface: var(--policyqa-surface, #151c27);--sunk: var(--policyqa-sunk, #1e2735);--ink: var(--policyqa-ink, #e5eaf2);--quiet: var(--policyqa-quiet, #a3afc0);--line: var(--policyqa-line, #303b4c);--accent: var(--policyqa-accent, #17508f);--link: #8dbbf5;--good: #86d3a2;--warn: #ecc373;--bad: #f3a19b;--mark: #4f4115;--shadow: 0 0 0 1px rgb(255 255 255 / 9%), 0 16px 48px rgb(0 0 0 / 55%);color-scheme:dark}@supports (color: oklch(from red l c h)){.root{--soft: color-mix(in srgb, var(--link) 10%, transparent)}.root.dark{--link: oklch(from var(--accent) .8 calc(c*.85) h);--soft: color-mix(in srgb, var(--link) 17%, transparent)}.badge,.void,.warning{background:color-mix(in srgb,currentColor 10%,transparent)}}.root.floating{position:fixed;inset:0 auto auto 0;z-index:2147483647;inline-size:0;block-size:0;margin:0;border:0;padding:0;overflow:visible;background:none}.root.inline{block-size:100%}h2,h3,p,ol,dl,dd,blockquote,figure{margin:0;padding:0}ol{list-style:none}button,textarea{font:inherit;color:inherit;letter-spacing:inherit}button{cursor:pointer;border:0;background:none;padding:0;touch-action:manipulation;-webkit-tap-highlight-color:transparent}:focus{outline:none}:focus-visible{outline:2px solid var(--link);outline-offset:2px}.icon{inline-size:20px;block-size:20px;flex:none;fill:none;stroke:currentColor;stroke-width:1.7;stroke-linecap:round;stroke-linejoin:round}.unseen{position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap;border:0;padding:0}.launcher{position:fixed;inset-block-end:var(--offset);z-index:1;display:flex;align-items:center;gap:8px;min-block-size:52px;padding:0 22px 0 18px;border-radius:26px;background:var(--accent);color:var(--on-accent);box-shadow:0 4px 16px #10204047;font-size:16px;font-weight:500;letter-spacing:.04em;white-space:nowrap;transition:transform .15s,box-shadow .15s}.launcher:hover{transform:translateY(-1px);box-shadow:var(--shadow)}.launcher:focus-visible{outline:3px solid var(--on-accent);outline-offset:-5px}.right .launcher,.right.floating .panel{inset-inline-end:var(--offset)}.left .launcher,.left.floating .panel{inset-inline-start:var(--offset)}.panel{position:relative;display:flex;flex-direction:column;block-size:100%;overflow:hidden;background:var(--surface);border-radius:var(--radius)}.inline .panel{border:1px solid var(--line)}.floating .panel{position:fixed;inset-block-end:var(--offset);inline-size:min(var(--width),calc(100vw - 2 * var(--offset)));block-size:min(var(--height),calc(100vh - 2 * var(--offset)));box-shadow:var(--shadow);animation:rise .18s ease-out}.larger.floating .panel{inline-size:min(calc(var(--width) * 1.18),calc(100vw - 2 * var(--offset)))}@keyframes rise{0%{opacity:0;transform:translateY(8px)}}.bar{display:flex;align-items:center;gap:2px;flex:none;padding:6px 8px 6px 16px;background:var(--accent);color:var(--on-accent)}.emblem{display:grid;place-items:center;margin-inline-end:8px}.name{flex:1;font-size:16px;font-weight:600;letter-spacing:.06em}.bar-tool{display:grid;place-items:center;inline-size:44px;block-size:44px;border-radius:8px;opacity:.88}.bar-tool:hover,.bar-tool[aria-pressed=true]{background:#ffffff24;opacity:1}.bar-tool:focus-visible{outline-color:var(--on-accent);outline-offset:-3px}.log{position:relative;flex:1;min-block-size:0;overflow:hidden auto;overscroll-behavior:contain;padding:18px 16px 22px;scrollbar-width:thin;scrollbar-color:var(--line) transparent}.log:focus-visible{outline-offset:-3px}@media(pointer:coarse){.log:focus-visible{outline:none}}.hello h2{font-size:1.27em;line-height:1.5;font-weight:600;text-wrap:balance;margin-block:8px 6px}.hello p{color:var(--quiet);text-wrap:pretty}.sub{font-size:.87em;line-height:1.6;font-weight:600;color:var(--quiet);margin-block:18px 8px}.chips{display:flex;flex-wrap:wrap;gap:8px}.chip{display:inline-flex;align-items:center;gap:6px;min-block-size:44px;padding:7px 14px;text-align:start;line-height:1.5;color:var(--link);background:var(--surface);border:1px solid var(--line);border-radius:10px}.chip:hover{background:var(--soft);border-color:var(--link)}.chip.solid{background:var(--accent);border-color:var(--accent);color:var(--on-accent)}.entry{min-inline-size:0}.entry+.entry{margin-block-start:26px}.question{inline-size:fit-content;max-inline-size:88%;margin-inline-start:auto;padding:8px 14px;border-radius:14px 14px 4px;background:var(--soft);white-space:pre-wrap}.reply{margin-block-start:14px}.status{display:flex;align-items:center;gap:10px;color:var(--quiet);font-size:.94em}.dots{inline-size:8px;block-size:8px;margin:0 3px;border-radius:50%;background:var(--link);animation:pulse 1.1s ease-in-out infinite alternate}@keyframes pulse{0%{opacity:.25;transform:scale(.8)}}.draft{margin-block-start:8px;color:var(--quiet);white-space:pre-wrap}.card{outline-offset:6px}.heading{display:flex;align-items:baseline;gap:9px;font-weight:600;font-size:1.07em;margin-block-end:6px}.heading:before{content:"";flex:none;align-self:center;inline-size:4px;block-size:1em;border-radius:2px;background:var(--quiet)}.conflict .heading:before,.clarify .heading:before{background:var(--warn)}.failure .heading:before{background:var(--bad)}.failure .chips{margin-block-start:12px}.understood,.quiet{color:var(--quiet);font-size:.9em;margin-block-end:4px}.text p{white-space:pre-wrap;text-wrap:pretty}.text p+p{margin-block-start:6px}.value{font-size:1.73em;line-height:1.4;font-weight:650;color:var(--link);text-wrap:balance}.value .mark{font-size:12px}.text .quoted{padding-inline-start:12px;border-inline-start:3px solid var(--line)}.mark,.number{flex:none;display:inline-block;min-inline-size:20px;block-size:20px;padding:0 5px;border-radius:10px;background:var(--soft);color:var(--link);font:600 12px/20px var(--font);text-align:center;white-space:nowrap}.mark{position:relative;margin-inline:4px 2px;vertical-align:.12em}.mark:after{content:"";position:absolute;inset:-12px -9px}.mark:hover{background:var(--accent);color:var(--on-accent)}.warning{display:flex;gap:10px;margin-block-start:12px;padding:9px 12px;border-radius:8px;color:var(--warn);font-size:.93em}.warning strong{flex:none;font-weight:600}.known dl{display:grid;gap:8px;padding:12px 14px;border-radius:10px;background:var(--sunk)}.known dl>div{display:grid;grid-template-columns:3em 1fr;gap:8px}.known dt{color:var(--quiet)}.known dd{display:flex;flex-wrap:wrap;gap:2px 14px;font-weight:500}.sources{display:grid;gap:8px}.source{border:1px solid var(--line);border-radius:10px;background:var(--surface);overflow:clip}summary{display:flex;align-items:flex-start;gap:10px;min-block-size:44px;padding:10px 10px 10px 12px;cursor:pointer;list-style:none}summary::-webkit-details-marker{display:none}summary:hover{background:var(--sunk)}summary:focus-visible{outline-offset:-3px;border-radius:10px}summary .icon{color:var(--quiet);margin-block-start:3px;transition:transform .15s}details[open] summary .icon{transform:rotate(180deg)}.number{margin-block-start:3px}.head{flex:1;min-inline-size:0}.title{display:block;font-weight:600;line-height:1.55;text-wrap:pretty}.about{display:flex;flex-wrap:wrap;align-items:center;gap:0 10px;color:var(--quiet);font-size:.87em}.badge{padding:0 8px;border-radius:9px;font-size:12px;line-height:18px;font-weight:600}.good{color:var(--good)}.warn{color:var(--warn)}.bad{color:var(--bad)}.inside{padding:0 12px}.void{margin:8px 12px 0;padding:6px 10px;border-radius:6px;color:var(--bad);font-size:.93em}.quote{padding:8px 12px;border-radius:4px 8px 8px 4px;border-inline-start:3px solid var(--link);background:var(--sunk);white-space:pre-wrap;text-wrap:pretty}mark{padding:1px 1px 2px;border-radius:3px;background:var(--mark);color:inherit;font-weight:600}.shown .quote{animation:show 1.6s ease-out}@keyframes show{0%,40%{background:var(--mark)}}.foot{display:flex;align-items:center;gap:12px;min-block-size:44px;padding:0 12px;font-size:.87em;color:var(--quiet)}details:not([open])+.foot{margin-block-start:-8px}.place{min-inline-size:0;padding-block:8px}.view{display:inline-flex;align-items:center;gap:4px;min-block-size:44px;margin-inline-start:auto;flex:none;color:var(--link);font-weight:500;text-decoration:none}.view:hover{text-decoration:underline;text-underline-offset:3px}.view .icon{inline-size:16px;block-size:16px}.also{padding-block-start:8px;color:var(--quiet);font-size:.87em}.card footer{margin-block-start:12px;display:grid;grid-template-columns:1fr auto;align-items:center;gap:0 8px;border-block-start:1px solid var(--line)}.label{color:var(--quiet);font-size:.83em;line-height:1.5}.label.llm{color:var(--warn)}.tools,.thumbs{display:flex;align-items:center}.tool{display:grid;place-items:center;inline-size:40px;block-size:44px;border-radius:8px;color:var(--quiet)}.tool:hover{color:var(--link);background:var(--soft)}.tool[aria-pressed=true]{color:var(--link)}.tool[aria-pressed=true] .icon{fill:var(--soft)}.tool+.tool .icon{transform:scaleY(-1)}.tool .icon{inline-size:18px;block-size:18px}.note{color:var(--quiet);font-size:.83em}.note:not(:empty){padding-inline:6px}.wrong{grid-column:1 / -1;display:grid;justify-items:end;gap:8px;padding-block-end:6px}.wrong textarea{inline-size:100%;padding:8px 12px;font-size:16px;line-height:1.5;border:1px solid var(--line);border-radius:8px;background:var(--surface);resize:vertical}.composer{flex:none;padding:10px 12px 8px;border-block-start:1px solid var(--line);background:var(--surface)}.field{display:flex;align-items:flex-end;border:1px solid var(--line);border-radius:12px;background:var(--surface)}.field:focus-within{border-color:var(--link);box-shadow:0 0 0 1px var(--link)}.field textarea{flex:1;min-inline-size:0;max-block-size:140px;padding:10px 4px 10px 14px;border:0;background:none;font-size:16px;line-height:24px;resize:none;outline:none}.larger .field textarea{font-size:19px;line-height:28px}textarea::placeholder{color:var(--quiet);opacity:1}.send{flex:none;display:grid;place-items:center;inline-size:44px;block-size:44px;padding:0;position:relative;color:var(--on-accent)}.send:before{content:"";position:absolute;inset:5px;border-radius:9px;background:var(--accent)}.send .icon{position:relative}.send:disabled{cursor:default;color:var(--quiet)}.send:disabled:before{background:var(--sunk)}.send.stop .icon{fill:currentColor;inline-size:16px;block-size:16px}.footnote{margin-block-start:5px;text-align:center;color:var(--quiet);font-size:12px;line-height:1.5}@media(max-width:480px),(max-height:420px){.floating .panel,.larger.floating .panel{inset:var(--seen-top, 0) 0 auto 0;inline-size:100vw;block-size:100vh;block-size:100dvh;block-size:var(--seen-height, 100dvh);border-radius:0;padding-block:env(safe-area-inset-top) env(safe-area-inset-bottom);background:linear-gradient(var(--accent) 50%,var(--surface) 50%)}.floating .log{background:var(--surface)}.root{--offset: var(--policyqa-offset, 16px);font-size:16px}.root.larger{font-size:20px}}@media(prefers-reduced-motion:reduce){*,:before,:after{animation:none!important;transition:none!important}}@media(forced-colors:active){.panel,.launcher,.mark,.number,.badge,.question,.send{border:1px solid}.value{color:CanvasText}}@media print{.root.floating{display:none}}
`;function s(n,e={},...t){let o=document.createElement(n),i=typeof e=="string"?{class:e}:e;for(let[r,a]of Object.entries(i))a==null||a===!1||(typeof a=="function"?o.addEventListener(r.slice(2),a):o.setAttribute(r,a===!0?"":String(a)));return o.append(...t.filter(r=>!!r)),o}var ie={chat:"M4 5.5h16v11H10.5L6 20v-3.5H4zM8 9.5h8M8 12.5h5",close:"M6 6l12 12M18 6L6 18",send:"M12 19V5M5.5 11.5L12 5l6.5 6.5",stop:"M7 7h10v10H7z",copy:"M9 9h11v11H9zM15 9V4H4v11h5",thumb:"M7 11v9H4v-9zM7 11l4-7c1.5 0 2.5 1 2.2 2.5L12.5 10H19c1 0 1.7.9 1.5 1.9l-1.3 6.6c-.2.9-1 1.5-1.9 1.5H7",again:"M5 12a7 7 0 1 0 2.2-5.1M5 4.5v4h4",size:"M3 18.5l5-13 5 13M4.7 14h6.6M17.5 10v7M14 13.5h7",open:"M14 5h5v5M19 5l-8 8M17 14v5H5V7h5",more:"M8 10l4 4 4-4"};function b(n){let e="http://www.w3.org/2000/svg",t=document.createElementNS(e,"svg");t.setAttribute("viewBox","0 0 24 24"),t.setAttribute("class","icon"),t.setAttribute("aria-hidden","true");let o=document.createElementNS(e,"path");return o.setAttribute("d",ie[n]??""),t.append(o),t}function f(n,e,t,o,i=!0){return s("button",{type:"button",class:n,part:n,onclick:o,...i?{"aria-label":e,title:e}:{}},t&&b(t),!i&&e)}var re=140,se=1e3;function R(n,e,t){let o=!1,i=!1,r=s("textarea",{rows:1,maxlength:se,placeholder:n("placeholder"),"aria-label":n("question"),part:"input",enterkeyhint:"send",autocomplete:"off",oninput:d,oncompositionstart:()=>o=!0,oncompositionend:()=>o=!1,onkeydown:u=>{u.key!=="Enter"||u.shiftKey||o||u.isComposing||u.keyCode===229||(u.preventDefault(),c())}}),a=s("button",{type:"submit",class:"send",part:"send","aria-label":n("send"),title:n("send")},b("send")),l=f("send stop",n("stop"),"stop",t);l.hidden=!0;let p=s("form",{class:"composer",onsubmit:u=>{u.preventDefault(),o||c()}},s("div","field",r,a,l),s("p","footnote",n("footnote")));return d(),{form:p,field:r,busy:h};function c(){let u=r.value.trim();!u||i||(r.value="",d(),e(u))}function d(){a.disabled=!r.value.trim(),r.style.height="auto",r.scrollHeight&&(r.style.height=`${Math.min(r.scrollHeight,re)}px`)}function h(u){let m=u?a:l,g=r.getRootNode().activeElement===m;i=u,a.hidden=u,l.hidden=!u,g&&(u?l:r).focus()}}var A=document.currentScript,L={...A?.dataset},ae=A?.src?A.src.replace(/\/widget\/v1\/[^/]*$/,""):location.origin;function N(n){let e={...L,...n.dataset},t=(i="")=>i.split("|").map(r=>r.trim()).filter(Boolean),o=e.bot??"";return{server:le(e.server??ae),key:/^[ps]k_/.test(o)?o:"",tokens:e.tokenEndpoint??"",language:ce(e.lang??n.closest("[lang]")?.getAttribute("lang")??navigator.language),name:e.name??"",theme:e.theme==="light"||e.theme==="dark"?e.theme:"auto",side:e.position==="left"?"left":"right",open:e.open!==void 0&&e.open!=="false",examples:t(e.questions).slice(0,6),mode:e.mode==="extract"||e.mode==="llm"?e.mode:null,hello:e.hello??""}}function k(n,e){try{let t=new URL(`${n}/`),o=new URL(e.startsWith("/")?n+e:e,t);return/^https?:$/.test(o.protocol)&&o.origin===t.origin?o.href:""}catch{return""}}function le(n){return new URL(n,location.href).href.replace(/\/+$/,"")}function ce(n){return/^zh|^$/i.test(n)?"zh":"en"}function _(n,e){return e(`label_${n.outcome==="refused"?"search":n.mode}`)}function j(n,e,t){let o=n.citations.map(i=>pe(i,e));return[n.text,...n.warnings.map(i=>`${t("warning")}：${i}`),...o,H(_(n,t),t)].filter(Boolean).join(`

`)}function H(n,e){return`（${n}。${e("footnote")}）`}function pe(n,e){let t=[n.doc_no,n.issuer,n.published_on].filter(Boolean).join(" · ");return[`[${n.n}] 《${n.title}》${t}`,`“${n.quote}”`,k(e,n.url)].filter(Boolean).join(`
`)}async function B(n,e){try{return await navigator.clipboard.writeText(n),!0}catch{let t=document.createElement("textarea");t.className="unseen",t.value=n,e.append(t),t.select();let o=document.execCommand("copy");return t.remove(),o}}var D=/\d+(?:[.,]\d+)*[%％‰]?|[A-Za-z]+|\p{Script=Han}/gu,de=/^(?:.|[A-Za-z]{2,3})$/;function w(n,e,t){let o=V(n,e).filter(([a,l])=>!/\d/.test(e)||/\d/.test(n.slice(a,l))),i=[],r=0;for(let[a,l]of o.length?o:V(n,t))i.push(n.slice(r,a),s("mark",{},n.slice(a,l))),r=l;return[...i,n.slice(r)]}function V(n,e){let t=` ${(e.match(D)??[]).join(" ")} `,o=[],i=0,r=0,a="";for(let{0:p,index:c=0}of n.matchAll(D)){let d=c===r&&a?`${a} ${p}`:p;a&&d!==p&&t.includes(` ${d} `)?a=d:(l(),a=t.includes(` ${p} `)?p:"",i=c),r=c+p.length}return l(),o;function l(){a&&!de.test(a)&&o.push([i,r])}}function I(n,e,t,o,i){let r=s("span",{class:"note"}),a=s("textarea",{rows:2,maxlength:2e3,"aria-label":t("what_wrong"),placeholder:t("what_wrong")}),l=s("form",{class:"wrong",hidden:!0,onsubmit:g=>{g.preventDefault(),u("down",a.value.trim(),!0)}},a,s("button",{class:"chip solid",type:"submit"},t("say_it"))),p=f("tool",t("helpful"),"thumb",()=>{u("up","",!0)}),c=f("tool",t("unhelpful"),"thumb",()=>{u("down","",!1)}),d=s("span",{class:"thumbs",role:"group"},p,c,r);return h(null),{thumbs:d,words:l};function h(g){p.setAttribute("aria-pressed",String(g==="up")),c.setAttribute("aria-pressed",String(g==="down"))}async function u(g,$,q){h(g),l.hidden=q,q||a.focus();try{await n.rate(e,g,$),q&&m(t("thanks")),i(g,$)}catch(ne){let y=ne,M=y.status===404||y.status===405;l.hidden=!0,M?d.replaceChildren(r):h(null),m(M&&y.code!=="not_found"?"":M?t("forgotten"):y.message)}}function m(g){r.textContent=g,o(g)}}function K(n,e){let t=Array.from(n),o=[],i=0;for(let r of n.split(`
`)){let a=i+Array.from(r).length,l=new Map;for(let p of e){let c=ue(p,i,a,t.length);c!==null&&l.set(c,[...l.get(c)??[],p])}o.push(fe(t,i,a,l)),i=a+1}return o}function ue(n,e,t,o){let i=n.answer_start??0,r=n.answer_end??0;return r>0&&r<=o?i<t&&t<=r&&e<t?t:e<r&&r<t?r:null:t===o?t:null}function fe(n,e,t,o){return[...new Set([...o.keys(),t])].sort((r,a)=>r-a).map(r=>{let a={text:n.slice(e,r).join(""),citations:o.get(r)??[]};return e=r,a})}var he=new Map([["有效",["good","status_valid"]],["修订",["warn","status_amended"]],["废止",["bad","status_repealed"]],["失效",["bad","status_expired"]]]);function P(n,e){let t=new Map(n.map((o,i)=>[o,ge(o,e,e.open&&i===0)]));return{list:s("ol","sources",...t.values()),show(o){let i=t.get(o),r=i?.querySelector("summary");!i||!r||(r.parentElement.open=!0,r.focus({preventScroll:!0}),i.scrollIntoView({block:"nearest"}),i.classList.remove("shown"),i.offsetWidth,i.classList.add("shown"),e.seen(o))}}}function ge(n,e,t){let{say:o}=e,[i,r]=he.get(n.status)??["",""],a=[n.doc_no,n.issuer,n.published_on].filter(Boolean),l=n.also??[],p=s("summary",{},e.numbered&&s("span","number",String(n.n)),s("span","head",s("span","title",n.title),s("span","about",i&&s("span",`badge ${i}`,o(r)),...a.map(d=>s("span",{},d)))),b("more")),c=s("details",{open:t},p,s("div","inside",s("blockquote",{class:"quote","aria-label":o("quote")},...w(n.quote,e.value,e.question)),l.length>0&&s("p","also",o("also"),l.join("；"))));return p.addEventListener("click",()=>c.open||e.seen(n)),s("li",{class:"source",part:"source"},c,i==="bad"&&s("p","void",o("void",{status:o(r)})),me(n,e))}function me(n,{server:e,say:t}){let o=[n.section,n.page&&t("page",{page:n.page})].filter(Boolean).join(" · "),i=k(e,n.url);return!o&&!i?null:s("p","foot",o&&s("span","place",o),i&&s("a",{href:i,target:"_blank",rel:"noopener",class:"view",part:"link"},t("view"),b("open"),s("span","unseen",t("new_window"))))}var be=60;function Y(n,e){let{say:t,server:o}=e,i=K(n.text,n.citations),r=(i[0]??[]).map(m=>m.text).join("").trim(),a=n.outcome==="answered"&&i.length>1&&r.length<=be?r:"",l=n.understood||n.question,c={server:o,say:t,value:a,question:l,seen:m=>e.send("citation",m)},d=P(n.citations,{...c,numbered:!0,open:!ve(n)}),h=P(n.nearest.passages,{...c,numbered:!1,open:!0}),u=xe(n,t);return s("article",{class:`card ${n.outcome}`,part:"answer","aria-label":t("answer"),tabindex:-1},u&&s("p","heading",u),n.understood&&n.understood!==n.question&&s("p","understood",t("understood",{text:n.understood})),ye(i,n.citations,c,d.show),...n.warnings.map(m=>s("p",{class:"warning",role:"note"},s("strong",{},t("warning")),s("span",{},m))),we(n.nearest,t),Se(n,e),...F(t("sources"),d.list),...F(t(n.outcome==="clarify"?"each":"passages"),h.list),ze(n,e))}function ve(n){let e=n.citations[0]?.quote.trim();return n.text.split(`
`).some(t=>t.trim()===e)}function xe(n,e){return n.outcome==="answered"?"":e(n.outcome==="refused"?`refused_${n.reason??"not_found"}`:n.outcome)}function F(n,e){return e.childElementCount?[s("h2","sub",n),e]:[]}function ye(n,e,{say:t,value:o,question:i},r){let a=new Set(e.map(l=>l.quote.trim()));return s("div","text",...n.map((l,p)=>{let c=a.has(l.map(h=>h.text).join("").trim()),d=o&&p===0?"value":c?"quoted":"line";return s("p",d,...l.flatMap(h=>[...d==="quoted"?w(h.text,o,i):[h.text],...h.citations.map(u=>ke(u,t,r))]))}))}function ke(n,e,t){return s("button",{type:"button",class:"mark",part:"citation","aria-label":e("source_of",{n:n.n,title:n.title}),onclick:()=>t(n)},String(n.n))}function we(n,e){let o=[[e("years"),n.years.map(i=>e("year",{year:i}))],[e("places"),n.places],[e("titles"),n.titles.filter(i=>!n.passages.some(r=>r.title===i))]].filter(([,i])=>i.length>0);return o.length?s("div","known",s("h2","sub",e("nearest")),s("dl",{},...o.map(([i,r])=>s("div",{},s("dt",{},i),s("dd",{},...r.map(a=>s("span",{},a))))))):null}function Se(n,e){let t=n.choices.length?n.choices:Ee(n);if(!t.length)return null;let o=e.say(n.choices.length?"choose":"instead");return s("div",{class:"next",role:"group","aria-label":o},s("h2","sub",o),s("div","chips",...t.slice(0,6).map(i=>f("chip",i,null,()=>e.ask(i),!1))))}function Ee(n){let e=n.question.match(/(?:19|20)\d\d/g)??[];return n.reason!=="wrong_year"||e.length!==1?[]:n.nearest.years.slice(0,3).map(t=>n.question.replace(e[0],String(t)))}function ze(n,e){let{say:t,speak:o,client:i}=e,r=f("tool",t("copy_about"),"copy",()=>{p()}),a=s("span","note"),l=n.id?I(i,n.id,t,o,(c,d)=>e.send("feedback",{id:n.id,rating:c,comment:d})):null;return s("footer",{},s("p",{class:`label ${n.mode}`,part:"label"},_(n,t)),s("div","tools",r,l?.thumbs,a),l?.words);async function p(){let c=await B(j(n,e.server,t),a.parentElement??a);a.textContent=t(c?"copied":"copy_failed"),o(a.textContent),r.focus()}}async function*W(n){let e=n.getReader(),t=new TextDecoder,o="";try{for(;;){let{done:i,value:r}=await e.read();o+=t.decode(r,{stream:!i});let a=o.split(/\r?\n\r?\n/);o=i?"":a.pop()??"";for(let l of a){let p=Ce(l);p&&(yield p)}if(i)return}}finally{e.cancel().catch(()=>{})}}function Ce(n){let e="",t=[];for(let o of n.split(/\r?\n/)){let i=o.slice(o.indexOf(":")+1).replace(/^ /,"");o.startsWith("event:")?e=i:o.startsWith("data:")&&t.push(i)}if(!e||!t.length)return null;try{let o=JSON.parse(t.join(`
`));return o&&typeof o=="object"?{type:e,data:o}:null}catch{return null}}var qe=3e4,v=class extends Error{constructor(t,o,i="",r=0){super(o);this.code=t;this.hint=i;this.status=r}},S=class{constructor(e,t){this.options=e;this.say=t;this.token="";this.until=0}async*ask(e,t,o){let{language:i,mode:r}=this.options,a={question:e,history:t,language:i,stream:!0,...r&&{mode:r}},l=await this.post("/v1/answers",a,o);if(!l.body)throw this.failure("busy");let p=!1;try{for await(let c of W(l.body)){if(c.type==="error")throw this.told(c.data,0);p=c.type==="done",yield c}}catch(c){throw c instanceof TypeError?this.failure("offline"):c}if(!p)throw this.failure("offline")}async rate(e,t,o){await this.post("/v1/feedback",{answer_id:e,rating:t,...o&&{comment:o}})}async post(e,t,o,i=!0){let r=await this.bearer(o),a=await this.fetch(this.options.server+e,{method:"POST",headers:{"Content-Type":"application/json",Accept:e==="/v1/answers"?"text/event-stream":"application/json",...r&&{Authorization:`Bearer ${r}`}},body:JSON.stringify(t),credentials:"omit",signal:o});if(a.ok)return a;if(a.status===401&&this.options.tokens&&i)return this.until=0,this.post(e,t,o,!1);throw await this.refusal(a)}async bearer(e){let{key:t,tokens:o}=this.options;if(t.startsWith("sk_"))throw this.failure("secret_key");if(!o)return t;if(Date.now()<this.until)return this.token;let i=await this.fetch(o,{method:"POST",credentials:"same-origin",signal:e});if(!i.ok)throw await this.refusal(i);let r=await i.json().catch(()=>({}));return this.token=r.token??"",this.until=Date.now()+(r.expires_in??0)*1e3-qe,this.token}async fetch(e,t){try{return await fetch(e,{...t,cache:"no-store",referrerPolicy:"origin"})}catch(o){throw t.signal?.aborted?o:this.failure("offline")}}async refusal(e){let t=await e.json().catch(()=>({})),o=Number(e.headers.get("Retry-After"));return e.status===429&&o?new v("rate",this.say("wait",{seconds:o}),"",429):this.told(t,e.status)}told(e,t){return e.detail?new v(e.code??"busy",String(e.detail),String(e.hint??""),t):this.failure("busy",t)}failure(e,t=0){return new v(e,this.say(e),"",t)}};function G(n){let e=n;return{question:"",understood:"",text:"",citations:[],outcome:"answered",reason:null,mode:"extract",warnings:[],choices:[],...e,nearest:{years:[],places:[],titles:[],passages:[],...e.nearest}}}var Me=6,E=class{constructor(e,t,o){this.options=e;this.say=t;this.outside=o;this.turns=[];this.running=null;this.client=new S(e,t);let{speak:i,send:r}=o;this.context={client:this.client,server:e.server,say:t,speak:i,send:r,ask:a=>{this.ask(a)}},this.log=s("div",{class:"log",part:"log",role:"region","aria-label":t("log"),tabindex:0}),this.clear()}clear(){this.stop(),this.turns=[];let{say:e,options:t}=this,o=t.examples.map(i=>f("chip",i,null,()=>{this.ask(i)},!1));this.log.replaceChildren(s("div","hello",s("h2",{},t.hello||e("hello")),s("p",{},e("intro")),o.length>0&&s("h3","sub",e("examples")),o.length>0&&s("div","chips",...o)))}stop(){this.running?.abort()}async ask(e){if(this.running||!e.trim())return null;let t=new AbortController;this.running=t;let o=s("div","reply"),i=s("div","entry",s("p","question",s("span","unseen",`${this.say("you")}：`),e),o);this.log.querySelector(".hello")?.remove(),this.log.append(i),this.log.scrollTop=i.offsetTop-12,this.outside.busy(!0),this.outside.send("question",{question:e});try{return await this.follow(e,o,t.signal)}catch(r){return this.failed(r,e,o,t.signal.aborted),null}finally{this.running===t&&(this.running=null),this.outside.busy(!1)}}async follow(e,t,o){let{say:i,outside:r}=this,a=s("p","draft"),l=s("p","status",s("span","dots"),s("span",{},i("thinking"))),p=c=>l.lastElementChild?.replaceChildren(c);t.replaceChildren(l,a),r.speak(i("thinking"));for await(let{type:c,data:d}of this.client.ask(e,this.turns.slice(-Me),o))if(c==="sources"&&p(i("reading",{count:d.hits?.length??0})),c==="delta"&&(a.append(String(d.text??"")),p(i("writing"))),c==="retract"&&(a.replaceChildren(),p(i("retracted"))),c==="done")return this.finished(G({question:e,...d}),t);return null}finished(e,t){return this.turns.push({question:e.question,answers:[e.text]}),t.replaceChildren(Y(e,this.context)),this.outside.speak(this.say("heard",{text:e.text,count:e.citations.length})),this.outside.send("answer",e),e}failed(e,t,o,i){let{say:r,outside:a}=this;if(i){o.replaceChildren(s("p","status",r("stopped"))),a.speak(r("stopped"));return}let l=e instanceof v?e:new v("busy",r("busy"));o.replaceChildren(s("div","card failure",s("p","heading",r("failed")),s("p","line",l.message),l.hint&&s("p","line quiet",l.hint),s("div","chips",f("chip",r("retry"),"again",()=>{o.parentElement?.remove(),this.ask(t)},!1)))),a.speak(`${r("failed")} ${l.message}`),a.send("error",{code:l.code,message:l.message,hint:l.hint})}};var U="(max-width: 480px), (max-height: 420px)";function Q(n,e,t,o,i){let r=e&&"showPopover"in HTMLElement.prototype,a=s("div",{class:`root ${e?"floating":"inline"}`,popover:r?"manual":null}),l=f("bar-tool",n("more_size"),"size",()=>{l.setAttribute("aria-pressed",String(a.classList.toggle("larger")))});l.setAttribute("aria-pressed","false");let p=s("div",{class:"unseen","aria-live":"polite","aria-atomic":"true"}),c=s("section",{class:"panel",part:"panel",role:e?"dialog":"region","aria-label":n("name")},s("header",{class:"bar",part:"header"},s("span","emblem",b("chat")),s("span","name",n("name")),l,f("bar-tool",n("again"),"again",t.clear),e&&f("bar-tool",n("close"),"close",t.toggle)),o,i,p),d=e?s("button",{type:"button",class:"launcher",part:"launcher",onclick:t.toggle,"aria-haspopup":"dialog","aria-expanded":"false","aria-label":n("open",{name:n("name")})},b("chat"),s("span",{},n("name"))):null;return c.hidden=e,a.append(c,...d?[d]:[]),{root:a,dialog:c,launcher:d,live:p}}function J(n,e,t){let o=[...e.querySelectorAll("button, textarea, a[href], summary, [tabindex='0']")].filter(r=>r.getClientRects().length>0&&!r.disabled),i=n.shiftKey?o[0]:o[o.length-1];t!==i&&t||(n.preventDefault(),(n.shiftKey?o[o.length-1]:o[0])?.focus())}function Z(n){let e=window.visualViewport;if(!e)return()=>{};let t=()=>{n.style.setProperty("--seen-height",`${e.height}px`),n.style.setProperty("--seen-top",`${e.offsetTop}px`)};return t(),e.addEventListener("resize",t),e.addEventListener("scroll",t),()=>{e.removeEventListener("resize",t),e.removeEventListener("scroll",t)}}var z={keys:`name
open
close
more_size
again
log
hello
intro
examples
placeholder
question
send
stop
you
thinking
reading
writing
stopped
retracted
understood
answer
sources
source_of
quote
view
new_window
page
also
warning
status_valid
status_amended
status_repealed
status_expired
void
refused_not_found
refused_wrong_year
refused_wrong_place
refused_off_topic
refused_unsafe
conflict
clarify
choose
instead
nearest
years
places
titles
year
passages
each
label_extract
label_llm
label_search
label_faq
copy
copy_about
copied
copy_failed
helpful
unhelpful
thanks
what_wrong
say_it
forgotten
failed
offline
busy
wait
secret_key
retry
footnote
heard`,zh:`政策问答
打开{name}
关闭
放大文字
清空对话
问答记录
您好，请问您想了解什么政策？
我从本站收录的政策文件中查找答案，每个回答都给出原文那一句；文件里没有的，会直接告诉您没有。
可以这样问
请输入您的问题
您的问题
发送
停止
您问
正在查找原文…
找到 {count} 处相关原文，正在核对…
正在核对，内容尚未最终确定
已停止。没有核对完的内容没有保留。
刚才的内容没有通过核验，已撤回。
理解为：{text}
回答
出处
出处 {n}：《{title}》
原文
查看原文
（在新窗口打开）
第 {page} 页
同文另见：
请注意
有效
已修订
已废止
已失效
这份文件{status}，不能作为办理依据。
现有文件中没有找到答案
现有文件中没有这一年的内容
现有文件中没有这个地方的内容
这个问题不在政策文件的范围内
这个问题不便回答
现行文件的说法不一致，请一并查看
请补充一点信息
您要问的是
可以改问
文件中现有的相近内容
年份
地区
文件
{year}年
相近的原文（不是您所问的答案）
各自的原文
原文摘录，非人工智能生成
内容由人工智能生成，请核对原文
自动检索的结果，非人工智能生成
单位编写，非人工智能生成
复制
复制回答和出处
已复制，含出处
没有复制成功，请选中文字复制
有帮助
没有帮助
谢谢您的反馈
哪里不对？（选填，请勿填写个人信息）
提交
这个回答已过了可以评价的时间
没有完成这次回答
连接不上服务，请检查网络后再试。
服务出了问题，请稍后再试。
提问太频繁了，请 {seconds} 秒后再试。
网页里不能放 sk_ 密钥，请换成 pk_ 公开密钥。
再试一次
仅供参考，以文件原文为准
回答：{text} 共 {count} 处出处。`,en:`Policy Q&A
Open {name}
Close
Larger text
Clear the conversation
Questions and answers
Which policy would you like to know about?
I search the policy documents of this site. Every answer comes with the sentence it stands in; what they do not say, I do not answer.
You could ask
Type your question
Your question
Send
Stop
You asked
Looking for sources…
Found {count} related passages, checking…
Being checked; not final yet
Stopped. What had not been checked was not kept.
That text did not pass the check and was withdrawn.
Understood as: {text}
Answer
Sources
Source {n}: {title}
Original text
View source
(opens in a new window)
page {page}
Also at: 
Please note
In force
Amended
Repealed
Expired
This document is no longer in force ({status}) and cannot be relied on.
No answer found in the documents
The documents say nothing about that year
The documents say nothing about that place
This is not a question about policy documents
This question cannot be answered here
Documents in force disagree; please read both
A little more detail is needed
Did you mean
You could ask instead
What the documents do hold
Years
Places
Documents
{year}
Related passages (not an answer to your question)
The passages
Quoted from the original text, not AI-generated
AI-generated content; please check it against the original text
Result of an automatic search, not AI-generated
From the office, not AI-generated
Copy
Copy the answer with its sources
Copied, with sources
Could not copy; please select the text instead
Helpful
Not helpful
Thank you for your feedback
What is wrong? (optional, no personal data please)
Submit
This answer is too old to be rated
The answer was not completed
The service cannot be reached. Please check the network.
Something went wrong. Please try again later.
Too many questions. Please try again in {seconds} seconds.
An sk_ key must not stand in a page; use a public pk_ key.
Try again
For reference; the original documents prevail
Answer: {text} {count} sources.`};var Ae=z.keys.split(`
`),Le={zh:z.zh.split(`
`),en:z.en.split(`
`)};function X(n,e){return(o,i={})=>(o==="name"&&e?e:Le[n][Ae.indexOf(o)]??"").replace(/\{(\w+)\}/g,(a,l)=>String(i[l]??""))}var C=class extends HTMLElement{constructor(){super(...arguments);this.panel=null;this.opener=null;this.endings=[]}connectedCallback(){this.panel||this.build();let{root:t}=this.panel;t.hasAttribute("popover")&&t.showPopover();let o=matchMedia("(prefers-color-scheme: dark)"),i=matchMedia(U);this.endings=[ee(o,()=>this.dress(o.matches)),ee(i,()=>this.fit(i.matches)),Z(t)],this.dress(o.matches),this.fit(i.matches),this.options.open&&this.floating&&this.show(!1)}disconnectedCallback(){this.conversation.stop(),this.endings.forEach(t=>t())}get floating(){return this.hasAttribute("floating")}open(){this.show(!0)}close(){let{dialog:t,launcher:o}=this.panel;if(!o||t.hidden)return;t.hidden=!0,o.hidden=!1,o.setAttribute("aria-expanded","false"),(this.opener instanceof HTMLElement&&this.opener.isConnected&&this.opener!==document.body?this.opener:o).focus(),this.send("close",{})}async ask(t){return this.panel?(this.floating&&this.show(!0),this.conversation.ask(String(t))):null}destroy(){this.remove()}build(){this.options=N(this),this.say=X(this.options.language,this.options.name);let t=this.shadowRoot??this.attachShadow({mode:"open"});_e(t),this.composer=R(this.say,i=>this.typed(i),()=>this.conversation.stop()),this.conversation=new E(this.options,this.say,{busy:i=>this.composer.busy(i),speak:i=>this.panel?.live.replaceChildren(i),send:(i,r)=>this.send(i,r)});let o={toggle:()=>this.panel?.dialog.hidden?this.show(!0):this.close(),clear:()=>{this.conversation.clear(),this.composer.field.focus()}};this.panel=Q(this.say,this.floating,o,this.conversation.log,this.composer.form),this.panel.root.lang=this.options.language==="zh"?"zh-CN":"en",this.panel.root.classList.add(this.options.side),this.panel.root.addEventListener("keydown",i=>this.key(i)),this.panel.root.addEventListener("copy",i=>this.copied(i)),t.append(this.panel.root)}show(t){let{dialog:o,launcher:i}=this.panel;i&&o.hidden&&(this.opener=document.activeElement===this?i:document.activeElement,o.hidden=!1,i.hidden=!0,i.setAttribute("aria-expanded","true"),this.send("open",{})),t&&this.composer.field.focus({preventScroll:this.floating})}typed(t){matchMedia("(pointer: coarse)").matches&&this.conversation.log.focus({preventScroll:!0}),this.conversation.ask(t)}key(t){if(t.stopPropagation(),!this.floating||t.isComposing||t.keyCode===229)return;let{dialog:o}=this.panel;t.key==="Escape"&&!o.hidden&&(t.preventDefault(),this.close()),t.key==="Tab"&&o.ariaModal==="true"&&!o.hidden&&J(t,o,this.shadowRoot?.activeElement??null)}copied(t){let o=this.shadowRoot,i=String(o.getSelection?.()??document.getSelection()??""),r=t.target,a=r.closest?.(".entry")?.querySelector(".label")?.textContent;!i||!a||r.matches("textarea")||(t.preventDefault(),t.clipboardData?.setData("text/plain",`${i}

${H(a,this.say)}`))}dress(t){let o=getComputedStyle(document.documentElement).colorScheme,i=document.querySelector("meta[name=color-scheme]")?.content??"",{theme:r}=this.options,a=r==="dark"||r==="auto"&&t&&/dark/.test(`${o} ${i}`);this.panel?.root.classList.toggle("dark",a)}fit(t){this.floating&&this.panel?.dialog.setAttribute("aria-modal",String(t))}send(t,o){this.dispatchEvent(new CustomEvent(`policybot:${t}`,{bubbles:!0,composed:!0,detail:o}))}};function ee(n,e){return n.addEventListener("change",e),()=>n.removeEventListener("change",e)}function _e(n){try{let e=new CSSStyleSheet;e.replaceSync(T),n.adoptedStyleSheets=[e]}catch{let e=document.createElement("style");e.textContent=T,n.append(e)}}var x="policy-bot";function O(){return document.querySelector(`${x}[floating]`)??document.querySelector(x)}function te(){if(L.launcher==="off"||document.querySelector(`${x}[floating]`))return;let n=document.createElement(x);n.setAttribute("floating",""),document.body.append(n)}customElements.get(x)||(customElements.define(x,C),Object.defineProperty(window,"PolicyBot",{value:Object.freeze({ask:n=>O()?.ask(n)??Promise.resolve(null),open:()=>O()?.open(),close:()=>O()?.close(),destroy:()=>document.querySelectorAll(x).forEach(n=>n.destroy())})}),document.readyState==="loading"?document.addEventListener("DOMContentLoaded",te):te());})();
