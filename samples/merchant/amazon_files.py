"""Amazon's three layouts: flat file V2, flat file V1, XML."""

from itertools import groupby
from xml.sax.saxutils import escape

from .money import UTC, iso, text

V2_COLUMNS = (
    "settlement-id settlement-start-date settlement-end-date deposit-date total-amount currency "
    "transaction-type order-id merchant-order-id adjustment-id shipment-id marketplace-name "
    "amount-type amount-description amount fulfillment-id posted-date posted-date-time "
    "order-item-code merchant-order-item-id merchant-adjustment-item-id sku quantity-purchased "
    "promotion-id").split()

V1_COLUMNS = (
    "settlement-id settlement-start-date settlement-end-date deposit-date total-amount currency "
    "transaction-type order-id merchant-order-id adjustment-id shipment-id marketplace-name "
    "shipment-fee-type shipment-fee-amount order-fee-type order-fee-amount fulfillment-id "
    "posted-date order-item-code merchant-order-item-id merchant-adjustment-item-id sku "
    "quantity-purchased price-type price-amount item-related-fee-type item-related-fee-amount "
    "misc-fee-amount other-fee-amount other-fee-reason-description promotion-id promotion-type "
    "promotion-amount direct-payment-type direct-payment-amount other-amount").split()


def utc(moment):
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def record(columns, values):
    return "\t".join(values.get(column, "") for column in columns)


def header(settlement, date):
    return {
        "settlement-id": settlement.number, "settlement-start-date": date(settlement.start),
        "settlement-end-date": date(settlement.end), "deposit-date": date(settlement.deposit),
        "total-amount": text(settlement.declared), "currency": settlement.currency,
    }


def v2(settlement, note):
    """The lines of a V2 file; `note(tag, line)` learns where a planted row stands."""
    lines = [record(V2_COLUMNS, {column: column for column in V2_COLUMNS}),
             record(V2_COLUMNS, header(settlement, utc))]
    note(f"settlement {settlement.number}", 2)
    for row in settlement.rows:
        lines.append(record(V2_COLUMNS, {
            "settlement-id": settlement.number, "currency": settlement.currency,
            "transaction-type": row.kind, "order-id": row.order_id,
            "adjustment-id": row.adjustment, "shipment-id": row.shipment,
            "marketplace-name": row.market, "amount-type": row.group,
            "amount-description": row.what, "amount": row.written or text(row.amount),
            "fulfillment-id": row.fulfilled, "posted-date": utc(row.posted)[:10],
            "posted-date-time": utc(row.posted), "order-item-code": row.item, "sku": row.sku,
            "quantity-purchased": str(row.quantity) if row.quantity else "",
            "promotion-id": row.promotion,
        }))
        if row.tag:
            note(row.tag, len(lines))
    return lines


def v1(settlement, note):
    """The lines of a V1 file: a row of the quantity alone before the amounts of each item."""
    def date(moment):
        return iso(moment).replace("Z", "+00:00")

    lines = [record(V1_COLUMNS, {column: column for column in V1_COLUMNS}),
             record(V1_COLUMNS, header(settlement, date))]
    note(f"settlement {settlement.number}", 2)
    for row in settlement.rows:
        common = {
            "settlement-id": settlement.number,
            "transaction-type": row.what if row.group == "other-transaction" else row.kind,
            "order-id": row.order_id, "merchant-order-id": row.order_id,
            "adjustment-id": row.adjustment, "shipment-id": row.shipment,
            "marketplace-name": row.market, "fulfillment-id": row.fulfilled,
            "posted-date": date(row.posted), "order-item-code": row.item, "sku": row.sku,
        }
        if row.quantity:
            lines.append(record(V1_COLUMNS, common | {"quantity-purchased": str(row.quantity)}))
        lines.append(record(V1_COLUMNS, common | v1_amount(row)))
        if row.tag:
            note(row.tag, len(lines))
    return lines


def v1_amount(row):
    amount = text(row.amount)
    if row.group == "ItemPrice":
        return {"price-type": row.what, "price-amount": amount}
    if row.group == "ItemFees":
        return {"item-related-fee-type": row.what, "item-related-fee-amount": amount}
    if row.group == "Promotion":
        return {"promotion-type": row.what, "promotion-amount": amount,
                "promotion-id": row.promotion}
    return {"other-amount": amount}


class XML:
    """Indented elements, one a line."""

    def __init__(self):
        self.lines = ['<?xml version="1.0" encoding="UTF-8"?>']
        self.depth = 0

    def open(self, name, attributes=""):
        self.lines.append("  " * self.depth + f"<{name}{attributes}>")
        self.depth += 1

    def close(self, name):
        self.depth -= 1
        self.lines.append("  " * self.depth + f"</{name}>")

    def leaf(self, name, value, attributes=""):
        self.lines.append("  " * self.depth + f"<{name}{attributes}>{escape(value)}</{name}>")

    def amount(self, name, cents, currency):
        self.leaf(name, text(cents), f' currency="{currency}"')


def xml(settlement, note):
    """The lines of a settlement in XML."""
    out = XML()
    out.open("AmazonEnvelope", ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
             ' xsi:noNamespaceSchemaLocation="amzn-envelope.xsd"')
    out.open("Header")
    out.leaf("DocumentVersion", "1.01")
    out.leaf("MerchantIdentifier", "A2FERNHILLHOME")
    out.close("Header")
    out.leaf("MessageType", "SettlementReport")
    out.open("Message")
    out.leaf("MessageID", "1")
    out.open("SettlementReport")
    out.open("SettlementData")
    out.leaf("AmazonSettlementID", settlement.number)
    note(f"settlement {settlement.number}", len(out.lines))
    out.amount("TotalAmount", settlement.declared, settlement.currency)
    for name, moment in (("StartDate", settlement.start), ("EndDate", settlement.end),
                         ("DepositDate", settlement.deposit)):
        out.leaf(name, iso(moment).replace("Z", "+00:00"))
    out.close("SettlementData")
    for (kind, *_), rows in groupby(settlement.rows, key=xml_unit):
        rows = list(rows)
        if kind == "Order" or kind == "Refund":
            xml_trade(out, kind, rows, settlement.currency, note)
        else:
            for row in rows:
                xml_other(out, row, settlement.currency, note)
    for name in ("SettlementReport", "Message", "AmazonEnvelope"):
        out.close(name)
    return out.lines


def xml_unit(row):
    return (row.kind, row.order_id, row.shipment, row.adjustment)


def xml_other(out, row, currency, note):
    out.open("OtherTransaction")
    out.leaf("TransactionType", row.what)
    out.leaf("PostedDate", iso(row.posted).replace("Z", "+00:00"))
    out.amount("Amount", row.amount, currency)
    if row.tag:
        note(row.tag, len(out.lines))
    out.close("OtherTransaction")


def xml_trade(out, kind, rows, currency, note):
    first = rows[0]
    out.open(kind)
    out.leaf("AmazonOrderID", first.order_id)
    out.leaf("ShipmentID" if kind == "Order" else "AdjustmentID",
             first.shipment if kind == "Order" else first.adjustment)
    out.leaf("MarketplaceName", first.market)
    out.open("Fulfillment")
    out.leaf("MerchantFulfillmentID", first.fulfilled)
    out.leaf("PostedDate", iso(first.posted).replace("Z", "+00:00"))
    for _, item in groupby(rows, key=lambda row: row.item):
        xml_item(out, kind, list(item), currency, note)
    out.close("Fulfillment")
    out.close(kind)


def xml_item(out, kind, rows, currency, note):
    is_sale = kind == "Order"
    unit = "Item" if is_sale else "AdjustedItem"
    out.open(unit)
    out.leaf("AmazonOrderItemCode", rows[0].item)
    out.leaf("SKU", rows[0].sku)
    if is_sale:
        out.leaf("Quantity", str(rows[0].quantity))
    for group, box, part in (
            ("ItemPrice", "ItemPrice" if is_sale else "ItemPriceAdjustments", "Component"),
            ("ItemFees", "ItemFees" if is_sale else "ItemFeeAdjustments", "Fee"),
            ("ItemWithheldTax", "ItemWithheldTax" if is_sale else "ItemWithheldTaxAdjustments",
             "Component")):
        own = [row for row in rows if row.group == group]
        if own:
            out.open(box)
            for row in own:
                xml_part(out, part, row, currency, note)
            out.close(box)
    for row in rows:
        if row.group == "Promotion":
            out.open("Promotion")
            out.leaf("MerchantPromotionID", row.promotion)
            xml_part(out, "Component", row, currency, note)
            out.close("Promotion")
    out.close(unit)


def xml_part(out, name, row, currency, note):
    out.open(name)
    out.leaf("Type", row.what)
    out.amount("Amount", row.amount, currency)
    if row.tag:
        note(row.tag, len(out.lines))
    out.close(name)
