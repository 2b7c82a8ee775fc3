"""Orders and refunds as the operational side has them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from . import catalogue


@dataclass
class OrderLine:
    order_id: str
    line_id: str
    channel: str
    currency: str
    sku: str
    quantity: int
    price: int
    ordered: datetime
    shipped: datetime = None
    tax: int = 0
    shipping: int = 0
    shipping_tax: int = 0
    discount: int = 0
    jurisdiction: str = ""
    remitted_by: str = "seller"
    customer: str = ""
    status: str = "shipped"
    updated: datetime = None
    tag: str = ""
    # What settled it, for the margin check: fees, refunds and reversed fees, in cents.
    fees: int = 0
    refunded: int = 0
    is_settled: bool = False

    @property
    def gross(self):
        return self.price + self.shipping - self.discount + self.tax + self.shipping_tax

    @property
    def cash(self):
        """What should arrive: without the tax that the marketplace remits."""
        net = self.price + self.shipping - self.discount
        return net + (self.tax + self.shipping_tax if self.remitted_by == "seller" else 0)


@dataclass
class Order:
    order_id: str
    channel: str
    currency: str
    lines: list = field(default_factory=list)

    @property
    def gross(self):
        return sum(line.gross for line in self.lines)


@dataclass
class Refund:
    refund_id: str
    line: OrderLine
    refunded: datetime
    amount: int
    tax: int
    reason: str
    returned: int
    disposition: str
    tag: str = ""


class OrderMaker:
    """Numbers orders and draws what is in them, always the same."""

    def __init__(self, random):
        self.random = random
        self.amazon_serial = 4_117_203
        self.shopify_serial = 2309
        self.web_serial = 20417
        self.item_serial = 61_204_418_307

    def amazon_id(self, channel):
        self.amazon_serial += self.random.randint(1_021, 97_771)
        head = "701" if channel == "Amazon.ca" else self.random.choice(["111", "112", "113", "114"])
        tail = (self.amazon_serial * 7919) % 10_000_000
        return f"{head}-{self.amazon_serial:07d}-{tail:07d}"

    def number(self, channel):
        if channel.startswith("Amazon"):
            return self.amazon_id(channel)
        if channel == "Shopify":
            self.shopify_serial += 1
            return f"#{self.shopify_serial}"
        self.web_serial += 1
        return f"FW-{self.web_serial}"

    def item_code(self):
        self.item_serial += self.random.randint(101, 90_001)
        return f"{self.item_serial:014d}"

    def order(self, channel, shipped, skus, currency="USD", jurisdiction=None, tag="",
              ordered=None, remitted_by=None, **changes):
        """An order of `(sku, quantity)` lines, shipped whole at one moment."""
        order = Order(self.number(channel), channel, currency)
        if channel == "Amazon.com" and not jurisdiction:
            jurisdiction = self.random.choice(sorted(catalogue.MARKETPLACE_TAX))
        ordered = ordered or shipped - timedelta(hours=self.random.randint(14, 40),
                                                 minutes=self.random.randint(0, 59))
        for position, (sku, quantity) in enumerate(skus, 1):
            product = catalogue.PRODUCTS[sku]
            price = (product.ca_price if channel == "Amazon.ca" else product.price) * quantity
            code = self.item_code() if channel.startswith("Amazon") else str(position)
            line = OrderLine(order.order_id, code, channel, currency, sku, quantity, price,
                             ordered, shipped, tag=tag if position == 1 else "",
                             customer=f"C{(hash_of(order.order_id) % 9000) + 1000}",
                             updated=shipped or ordered)
            for name, value in changes.items():
                setattr(line, name, value)
            self.add_tax(line, jurisdiction, remitted_by)
            order.lines.append(line)
        return order

    def add_tax(self, line, jurisdiction, remitted_by):
        if line.channel == "Amazon.ca" or line.currency != "USD":
            return
        if line.channel == "Amazon.com":
            place = jurisdiction
            rate = (catalogue.MARKETPLACE_TAX | catalogue.SELLER_TAX)[place]
            line.remitted_by = remitted_by or "marketplace"
        elif jurisdiction:
            place, rate = jurisdiction, catalogue.SELLER_TAX[jurisdiction]
            line.remitted_by = remitted_by or "seller"
        else:
            return
        line.jurisdiction = place
        line.tax = catalogue.tax(line.price - line.discount, rate)


def hash_of(text):
    """A number from a text, the same on every machine."""
    value = 7
    for character in text:
        value = (value * 131 + ord(character)) % 1_000_003
    return value
