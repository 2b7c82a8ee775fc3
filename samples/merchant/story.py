"""What the whole story shares: orders, refunds, and what is planted in it."""

from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from .orders import OrderMaker, Refund


@dataclass
class Planted:
    """An exception that the September report must list. Amounts in cents, None where blank."""
    code: str
    story: str
    order_id: str = ""
    sku: str = ""
    settlement: str = ""
    external: int = None
    internal: int = None
    currency: str = "USD"
    # Where it stands: tags that the files' writers resolve to file and line.
    tags: tuple = ()


@dataclass
class Story:
    random: Random
    maker: OrderMaker
    orders: list = field(default_factory=list)
    refunds: list = field(default_factory=list)
    planted: list = field(default_factory=list)
    settlements: dict = field(default_factory=dict)
    transactions: list = field(default_factory=list)
    payouts: list = field(default_factory=list)
    pending: list = field(default_factory=list)
    paypal: dict = field(default_factory=dict)
    statements: list = field(default_factory=list)
    # Functional amounts that stand in Suspense at the end of September, credit negative.
    suspense: list = field(default_factory=list)

    @classmethod
    def begun(cls):
        random = Random(20260901)
        return cls(random, OrderMaker(random))

    def order(self, *arguments, **options):
        made = self.maker.order(*arguments, **options)
        self.orders.append(made)
        return made

    def plant(self, code, story, line=None, **options):
        """Notes an exception; of an order line, order, SKU and place come by themselves."""
        if line is not None:
            options.setdefault("order_id", line.order_id)
            options.setdefault("sku", line.sku)
            options.setdefault("currency", line.currency)
            if line.tag and "tags" not in options:
                options["tags"] = (line.tag, f"order {line.order_id}/{line.line_id}")
            options.setdefault("tags", (f"order {line.order_id}/{line.line_id}",))
        self.planted.append(Planted(code, story, **options))

    def refund(self, line, when, amount, tax=0, reason="changed mind", returned=None,
               disposition="sellable", tag=""):
        """A refund that our own side granted."""
        number = f"RF-{2600 + len(self.refunds) + 1}"
        returned = line.quantity if returned is None else returned
        made = Refund(number, line, when, amount, tax, reason, returned, disposition, tag)
        self.refunds.append(made)
        return made

    def skus(self, staples):
        """One or two products, mostly one of each."""
        count = 2 if self.random.random() < 0.22 else 1
        return [(sku, self.random.choice([1, 1, 1, 1, 2, 3]))
                for sku in self.random.sample(staples, count)]

    def spread(self, start, end, count):
        """`count` moments from start to end, in order, none at the edges."""
        step = (end - start) / count
        for position in range(count):
            jitter = self.random.randint(-20, 20)
            yield (start + step * position + step / 2 + timedelta(minutes=jitter)).replace(
                second=self.random.randint(0, 59), microsecond=0)
