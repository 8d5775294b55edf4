import { custom, defineConfig, ownedBy, publicRead, serviceOnly } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    categories: { access: publicRead(), purpose: "The shelves." },
    products: { access: publicRead(), purpose: "What is sold, and for how much." },
    price_history: { access: publicRead(), purpose: "Every price there was, a partition a year." },
    orders: {
      access: ownedBy("user_id", { delete: false, readOnly: ["status", "total_cents"] }),
      purpose: "What somebody buys. What it costs and whether it is paid only the service says.",
    },
    order_items: {
      access: ownedBy("user_id", { within: "orders" }),
      purpose: "The lines of an order, always one of the same customer's.",
    },
    reviews: {
      access: custom({
        select: "published or author = auth.uid()",
        insert: "author = auth.uid()",
        update: "author = auth.uid()",
        delete: "author = auth.uid()",
        anon: { select: "published" },
        readOnly: ["published"],
      }),
      purpose: "What customers say; shown to everybody once the service has published it.",
    },
    coupons: { access: serviceOnly(), purpose: "Codes that are money." },
  },
});
