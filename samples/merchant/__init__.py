"""The made-up merchant: Fernhill Home Goods, September 2026."""
