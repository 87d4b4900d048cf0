declare module "*.css" {
  const text: string;
  export default text;
}
declare module "*.json" {
  const table: Record<"zh" | "en", Record<string, string>>;
  export default table;
}
