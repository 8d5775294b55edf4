import { custom, defineConfig, ownedBy, publicRead, serviceOnly } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    categories: { access: publicRead(), purpose: "The shelves." },
    products: { access: publicRead(), purpose: "What is sold, and for how much." },
    price_history: { access: publicRead(), purpose: "Every past price, one partition per year." },
    orders: {
      access: ownedBy("user_id", { delete: false, readOnly: ["status", "total_cents"] }),
      purpose: "What a customer buys. Only the service writes its price and whether it is paid.",
    },
    order_items: {
      access: ownedBy("user_id", { within: "orders" }),
      purpose: "The lines of an order of the same customer.",
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
      purpose: "What customers write; public once the service has published it.",
    },
    coupons: { access: serviceOnly(), purpose: "Codes that are money." },
  },
});
