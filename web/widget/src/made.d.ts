declare module "*.css" {
  const text: string;
  export default text;
}
declare module "*.json" {
  const lines: Record<"keys" | "zh" | "en", string>;
  export default lines;
}
