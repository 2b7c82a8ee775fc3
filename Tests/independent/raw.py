"""Control totals straight from the raw files: a few lines a format, nothing of the program."""

import csv
import hashlib
import io
import xml.etree.ElementTree as ElementTree
from collections import Counter, defaultdict, namedtuple
from datetime import datetime
from decimal import Decimal, InvalidOperation

# One amount with its moment; `amount` is None where it cannot be read. `kind` is the file's word.
Line = namedtuple("Line", "amount when kind")
Settlement = namedtuple("Settlement", "number currency declared start end deposit lines file")
Statement = namedtuple("Statement", "number account currency opening closing first last lines")
Shop = namedtuple("Shop", "amount fee net currency when payout payout_date kind")
PayPal = namedtuple("PayPal", "amount currency when code bank")
RESERVES = ("Current Reserve Amount", "Previous Reserve Amount Balance")
V1_AMOUNTS = ("shipment-fee-amount order-fee-amount price-amount item-related-fee-amount "
              "misc-fee-amount other-fee-amount promotion-amount direct-payment-amount "
              "other-amount").split()


def number(text):
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def moment(text):
    return datetime.fromisoformat(text.replace(" UTC", "+00:00"))


def local_name(element):
    return element.tag.rpartition("}")[2]


def child(element, *path):
    """The text of the first descendant along a path of local names, or an empty text."""
    for name in path:
        element = next((one for one in element if local_name(one) == name), None)
        if element is None:
            return ""
    return (element.text or "").strip()


def every(element, name):
    return [one for one in element.iter() if local_name(one) == name]


class Inbox:
    """What the files of a folder come to, each content once."""

    def __init__(self, folder):
        self.settlements, self.statements, self.paypal = [], [], []
        self.shop, self.left_out, self.problems = Counter(), [], []
        seen = set()
        for path in sorted(folder.rglob("*"), key=lambda one: str(one.relative_to(folder))):
            if not path.is_file():
                continue
            data = path.read_bytes()
            digest = hashlib.sha256(data).hexdigest()
            name = str(path.relative_to(folder))
            if digest in seen:
                self.left_out.append(f"{name}: a repetition")
                continue
            seen.add(digest)
            self.take(name, data.decode("utf-8-sig"))

    def take(self, name, text):
        first = text.lstrip().split("\n", 1)[0]
        if first.startswith("<?xml"):
            self.take_xml(name, ElementTree.fromstring(text))
        elif first.startswith("settlement-id\t"):
            self.take_flat(name, text)
        elif first.startswith("Transaction Date,"):
            self.take_shop(text)
        elif first.startswith('"RH"'):
            self.take_paypal(name, text)

    def take_flat(self, name, text):
        rows = list(csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE))
        head, lines = rows[0], []
        for row in rows[1:]:
            is_second = "amount-type" in row
            for column in ["amount"] if is_second else V1_AMOUNTS:
                if row.get(column):
                    kind = row["amount-description"] if is_second else row["transaction-type"]
                    when = moment(row["posted-date-time" if is_second else "posted-date"])
                    lines.append(Line(number(row[column]), when, kind))
        self.settlements.append(Settlement(
            head["settlement-id"], head["currency"], number(head["total-amount"]),
            moment(head["settlement-start-date"]), moment(head["settlement-end-date"]),
            moment(head["deposit-date"]), lines, name))

    def take_xml(self, name, root):
        for report in every(root, "SettlementReport"):
            head, lines = report.find("SettlementData"), []
            for unit in report:
                when = unit.findtext(".//PostedDate")
                for amount in unit.iter("Amount"):
                    kind = unit.findtext("TransactionType") or ""
                    lines.append(Line(number(amount.text), moment(when), kind))
            self.settlements.append(Settlement(
                head.findtext("AmazonSettlementID"), head.find("TotalAmount").get("currency"),
                number(head.findtext("TotalAmount")), moment(head.findtext("StartDate")),
                moment(head.findtext("EndDate")), moment(head.findtext("DepositDate")), lines,
                name))
        for statement in every(root, "Stmt"):
            self.take_statement(statement)

    def take_statement(self, statement):
        def signed(element):
            sign = -1 if child(element, "CdtDbtInd") == "DBIT" else 1
            return sign * number(child(element, "Amt"))

        balances = {child(one, "Tp", "CdOrPrtry", "Cd"): (signed(one), child(one, "Dt", "Dt"))
                    for one in every(statement, "Bal")}
        booked = [one for one in every(statement, "Ntry")
                  if "BOOK" in (child(one, "Sts"), child(one, "Sts", "Cd"))]
        lines = [Line(signed(one), datetime.fromisoformat(child(one, "BookgDt", "Dt")), "")
                 for one in booked]
        self.statements.append(Statement(
            child(statement, "Id"), child(statement, "Acct", "Id", "Othr", "Id"),
            child(statement, "Acct", "Ccy"), balances["OPBD"][0], balances["CLBD"][0],
            balances["OPBD"][1], balances["CLBD"][1], lines))

    def take_shop(self, text):
        """Exports overlap: a row counts as often as the file has it that shows it most often."""
        rows = Counter()
        for row in csv.DictReader(io.StringIO(text)):
            when = datetime.strptime(row["Transaction Date"], "%Y-%m-%d %H:%M:%S %z")
            key = tuple(sorted(row.items()))
            one = Shop(number(row["Amount"]), number(row["Fee"]), number(row["Net"]),
                       row["Currency"], when, row["Payout ID"], row["Payout Date"], row["Type"])
            rows[key, one] += 1
        self.shop |= rows

    def take_paypal(self, name, text):
        columns, body, footers, stated = [], [], {}, set()
        for row in csv.reader(io.StringIO(text)):
            if row[0] == "CH":
                columns = row[1:]
            elif row[0] == "SB":
                body.append(dict(zip(columns, row[1:])))
            elif row[0] == "SF":
                footers[row[1]] = Decimal(row[2]) - Decimal(row[3]) + Decimal(row[4]) \
                    - Decimal(row[5])
            elif row[0] in ("SC", "RC", "FF"):
                stated.add(int(row[1]))
        if stated != {len(body)}:
            self.left_out.append(f"{name}: states {max(stated)} records, has {len(body)}")
            return
        sums = defaultdict(Decimal)
        for row in body:
            gross = signed_cents(row, "Transaction Debit or Credit", "Gross Transaction Amount")
            fee = signed_cents(row, "Fee Debit or Credit", "Fee Amount")
            currency = row["Gross Transaction Currency"]
            sums[currency] += gross + fee
            when = datetime.strptime(row["Transaction Completion Date"], "%Y/%m/%d %H:%M:%S %z")
            self.paypal.append(PayPal((gross + fee) / 100, currency, when,
                                      row["Transaction Event Code"], row["Bank Reference ID"]))
        if dict(sums) != footers:
            self.problems.append(f"{name}: rows come to {dict(sums)}, footers say {footers}")


def signed_cents(row, side, amount):
    cents = Decimal(row[amount] or 0)
    return -cents if row[side] == "DR" else cents


def readable(lines):
    return [line for line in lines if line.amount is not None]


def total(lines):
    return sum((line.amount for line in readable(lines)), Decimal(0))
