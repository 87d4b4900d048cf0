"""Questions that no office's documents answer: the weather, poems, sums, translations, small talk, programs, shares.

Words of offices and procedures make any of them a question that documents may answer: 高温天气津贴, 翻译资格考试, 诗歌征集, 股权改革.
"""

from __future__ import annotations

import re

from retrieval.characters import fold

_OFFICIAL = re.compile(
    r"政策|办法|规定|通知|补贴|补助|津贴|资助|资质|资格|申请|申报|报名|条件|标准|应急|预案|预警|大赛|竞赛|比赛|征集|征文|改革|许可|审批|办理|"
    r"部门|单位|企业|文件|条例|细则|方案|意见|公告|公示|税|费|保险|停课|停工|停产|职称|考试|培训|证书|证明|材料|登记|备案|处罚|依据|职责|"
    r"信用代码|行业代码|专业|课程|招生|录取|机构|公证|盖章|服务|工作|管理|要求|奖励|评选|(?:19|20)\d\d年|气象局|气象灾害|法律|"
    r"\b(?:policy|policies|subsid|regulation|permit|licen[sc]e|requirement|apply|application|notice|fee)"
)
_DAY = r"(?:今天|明天|后天|昨天|今晚|今早|明早|现在|外面|这周|本周|下周|周末|未来几天|这几天|最近)"
_WORK = (
    r"(?:诗|绝句|律诗|词牌|歌词|歌曲|对联|小说|故事|情书|散文|作文|段子|笑话|谜语|剧本|检讨书|检讨|论文|文案|简历|演讲稿|祝福语|祝词|日记|"
    r"藏头诗|顺口溜|朋友圈|请假条|poem|story|joke|essay|song|love letter)"
)
# What is asked for in words that leave no doubt, whatever the work is to be about.
_CERTAIN = re.compile(
    rf"(?:^|[,。!?;]|请|帮我?|给我?|替我|为我|为你|你|再)(?:能|会|可以|能不能|可不可以|,)*(?:再|给我|帮我|为我|用[^,]{{1,8}})?(?:写|作|编|创作|讲|来|生成|背诵?|吟|说)(?:一|两|三|几|个|首|点|段)?[首篇段个副封句条则份]?[^,。?;]{{0,20}}?{_WORK}[^多几]*$|"
    rf"^(?:please )?(?:write|compose|tell)(?: me)? (?:an?|some|the) [^?]{{0,30}}{_WORK}|"
    r"(?:写|编|实现|开发|给我)(?:一|个|段|点)*[^,。?]{0,14}(?:爬虫|python|java|c\+\+|javascript|sql|冒泡排序|快速排序|递归|正则|脚本|前端|网页代码)|"
    r"^(?:你好|您好|hi|hello|嗨|哈喽|在吗|在不在|早上好|下午好|晚上好|早安|晚安|谢谢你?|多谢|辛苦了|再见|拜拜|你是谁|你叫什么(?:名字)?|你几岁了?|你多大了?|你是男的?还是女的?|"
    r"你会(?:做)?什么|你能(?:做|干)什么|你是(?:机器人|人工智能|ai|真人|人)(?:吗|还是.{0,6})?|你喜欢[^政策]{0,10}|我?喜欢你|我爱你|陪我聊(?:聊天|会儿)?|好无聊|我?好?无聊|我心情不好|我失恋了?|"
    r"你吃饭了吗|吃了吗|how are you|who are you|what can you do|what is your name|good (?:morning|night)|thank(?:s| you)|i love you)[啊呀呢吗嘛了哦哈,.!?。~ ]*$|"
    r"^[\d\s.+\-*/×÷xX=()^]+(?:等于|是|得)?(?:多少|几)?[?]?$|"
    r"^(?:请问|计算|算一下|帮我算|算算)?\s*\d[\d.]*\s*(?:加|减|乘以?|除以|\+|-|\*|×|÷|/|的)\s*\d[\d.]*(?:次方|平方)?\s*(?:等于|是|得)?\s*(?:多少|几|what)?[?]?$|"
    r"^what is \d[\d.]*\s*(?:\+|-|\*|/|plus|minus|times|divided by)\s*\d"
)
_LIKELY = re.compile(
    rf"天气(?:怎么样|如何|咋样|好吗|好不好|热不热|冷不冷|预报)?[呢啊吗呀?]*$|{_DAY}[^,。?]{{0,10}}(?:下雨|下雪|刮风|刮大风|多少度|几度|气温|温度|冷不冷|热不热|要?带伞|雾霾|晴天|天气)|\bweather\b(?: (?:today|tomorrow|in|like|forecast)|[?]|$)|"
    r"(?:把|将|请|帮我)[^。]{0,40}(?:翻译成|译成|翻译为|译为|翻成)(?:英语|英文|中文|日语|日文|法语|韩语|德语|俄语|西班牙语|文言文|白话文?)|用(?:英语|英文|日语|法语|韩语|粤语)(?:怎么说|怎么写|如何说)|\btranslate\b.{1,60}\b(?:into|to|in) (?:english|chinese|french|japanese)|"
    r"(?:解方程|求导|求积分|开平方|开根号|勾股定理|圆周率|质数|素数|因式分解|二元一次|微积分)|\d+的(?:平方根|立方根|阶乘|\d+次方)|"
    r"(?:python|java|c\+\+|javascript|typescript|html|css|linux|docker|github|git|mysql|golang|rust|excel函数|vba)[^,。?]{0,16}(?:怎么|如何|报错|错误|代码|语法|写|安装|循环|排序|区别|教程|数组)|(?:怎么|如何|how to)[^,。?]{0,10}(?:写代码|编程|写程序|学python|安装python|配置环境变量)|写[^,。?]{0,8}(?:代码|函数|算法|程序)[?]?$|"
    r"(?:哪[只支个]|推荐|该买|买|炒|抛|卖出?)[^,。?]{0,6}(?:股票|基金|比特币|加密货币|彩票|理财产品)|(?:股票|大盘|股市|a股|港股|美股|上证指数|比特币|茅台|狗狗币)[^,。?]{0,10}(?:涨|跌|走势|行情|多少钱|价格|能买吗|推荐|怎么样|看好|抄底)|\b(?:stocks?|bitcoin|crypto)\b.{0,30}\b(?:buy|price|go up|rise|invest|sell)|\b(?:buy|price of|which|sell)\b.{0,20}\b(?:stocks?|bitcoin|crypto)|"
    r"讲个?笑话|说个笑话|星座(?:运势|配对|今天|性格)|运势|算命|看手相|塔罗|解梦|生肖配对|(?:怎么|如何)(?:做|炒|炖|煮|烤|蒸|腌)(?:好吃的?)?(?:[^,。?]{0,4})(?:红烧肉|排骨|鱼|菜|蛋糕|面条|饺子|火锅|鸡|牛肉|汤|饼)|菜谱|食谱|"
    r"推荐[^,。?]{0,8}(?:电影|电视剧|小说|歌|餐厅|饭店|景点|游戏|手机|美食|火锅|酒店|动漫|综艺|口红|电脑)|(?:世界杯|nba|欧冠|英超|中超|奥运会)[^,。?]{0,10}(?:谁|比分|冠军|赢)|"
    r"(?:现在|几点|今天)(?:几点|是?星期几|是?周几|几号|是几月)|现在几点|(?:怎么|如何)(?:追|哄|表白|挽回)[^,。?]{0,4}(?:女|男|她|他|对象|前任)|(?:怎么|如何)(?:减肥|瘦身|脱单|增高|美白)|"
    r"(?:双色球|大乐透|彩票)[^,。?]{0,8}(?:号码|开奖|中奖|预测)|(?:谁|哪个)[^,。?]{0,4}(?:最帅|最漂亮|最好看|更厉害)|成语接龙|脑筋急转弯|猜谜"
)
_REQUESTED = re.compile(
    r"征集|征文|大赛|比赛|竞赛|评选|申请|条件|要求|办法|通知|资助|奖|出版|投稿|课程|专业|招生|是否|能否|需要|应当|必须|规定|职责"
)


def off_topic(question: str) -> bool:
    """Whether a question asks for what no document of an office says."""
    asked = " ".join(fold(question).split())
    if _CERTAIN.search(asked):
        return not _REQUESTED.search(asked)
    return bool(_LIKELY.search(asked)) and not _OFFICIAL.search(asked)
