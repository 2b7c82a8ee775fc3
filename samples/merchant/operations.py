"""The operational side's files, as untidy as exports from four tools are."""

from . import catalogue
from .amazon_files import XML
from .money import NEW_YORK, at, blank_zero, iso, text

ORDER_COLUMNS = (
    "order_id order_line_id ordered_at shipped_at channel currency sku quantity item_price "
    "item_tax shipping shipping_tax discount tax_jurisdiction tax_remitted_by customer_id status "
    "updated_at").split()
# The shop's own export: another order, two columns more.
SHOP_COLUMNS = (
    "updated_at channel order_id order_line_id warehouse sku quantity currency item_price discount "
    "shipping item_tax shipping_tax tax_jurisdiction tax_remitted_by status ordered_at shipped_at "
    "customer_id sales_note").split()


def order_cells(line, seen, zone):
    """A line as an export of the moment `seen` shows it: not shipped before it was."""
    is_known = line.updated <= seen
    shipped = line.shipped if is_known else None
    return {
        "order_id": line.order_id, "order_line_id": line.line_id,
        "ordered_at": iso(line.ordered, zone), "shipped_at": iso(shipped, zone),
        "channel": line.channel, "currency": line.currency, "sku": line.sku,
        "quantity": str(line.quantity), "item_price": text(line.price),
        "item_tax": blank_zero(line.tax), "shipping": blank_zero(line.shipping),
        "shipping_tax": blank_zero(line.shipping_tax), "discount": blank_zero(line.discount),
        "tax_jurisdiction": line.jurisdiction, "tax_remitted_by": line.remitted_by,
        "customer_id": line.customer, "status": line.status if is_known else "open",
        "updated_at": iso(line.updated if is_known else line.ordered, zone),
        "warehouse": "NJ-2" if line.channel in ("Shopify", "Web") else "FBA",
        "sales_note": "gift, no invoice" if line.sku == "FH-1004" else "",
    }


def in_order(lines):
    return sorted(lines, key=lambda one: (one.ordered, one.order_id, one.line_id))


def orders(lines, seen, columns, note, zone=None):
    out = [",".join(columns)]
    for line in in_order(lines):
        cells = order_cells(line, seen, zone)
        out.append(",".join(quoted(cells[column]) for column in columns))
        note(f"order {line.order_id}/{line.line_id}", len(out))
    return out


def quoted(cell):
    return f'"{cell}"' if "," in cell else cell


def refunds(made, note):
    out = ["refund_id,order_id,order_line_id,refunded_at,currency,amount,tax,reason,"
           "returned_quantity,disposition,agent"]
    for one in sorted(made, key=lambda refund: (refund.refunded, refund.refund_id)):
        line = one.line
        out.append(",".join([
            one.refund_id, line.order_id, line.line_id, iso(one.refunded), line.currency,
            text(one.amount), blank_zero(one.tax), one.reason, str(one.returned),
            one.disposition, "mia"]))
        if one.tag:
            note(one.tag, len(out))
    out.append(f"Total,{len(made)} refunds")
    note("DC-01", len(out))
    return out


# receipt, purchase order, day, currency, supplier, [(sku, quantity, unit cost in millionths)]
RECEIPTS = [
    ("RCV-0801", "PO-511", at(8, 3, 14), "USD", "Tidewater Textiles",
     [("FH-1001", 120, None), ("FH-1002", 140, None), ("FH-1003", 130, None),
      ("FH-1004", 150, None)]),
    ("RCV-0802", "PO-514", at(8, 5, 15, 20), "USD", "Calder & Finch",
     [("FH-1005", 140, None), ("FH-1006", 90, None), ("FH-1007", 130, None),
      ("FH-1008", 120, None)]),
    ("RCV-0803", "PO-488", at(8, 5, 16, 5), "USD", "Calder & Finch", [("FH-1009", 40, None)]),
    ("RCV-0804", "PO-516", at(8, 6, 13, 40), "EUR", "Atelier Brume", [("FH-1011", 90, 18_350000)]),
    ("RCV-0905", "PO-530", at(9, 8, 14, 45), "USD", "Tidewater Textiles",
     [("FH-1001", 60, 13_375000), ("FH-1004", 80, 3_712500)]),
]

CHARGES = [
    ("CHG-3101", "RCV-0801", "freight", 42000, "USD", at(8, 3, 18), "weight"),
    ("CHG-3102", "RCV-0801", "duty", 31055, "USD", at(8, 3, 18), "value"),
    ("CHG-3103", "RCV-0801", "brokerage", 9500, "USD", at(8, 3, 18), "equal"),
    ("CHG-3104", "RCV-0801", "recoverable_tax", 12240, "USD", at(8, 3, 18), ""),
    ("CHG-3105", "RCV-0802", "freight", 38825, "USD", at(8, 5, 19), "volume"),
    ("CHG-3106", "RCV-0802", "insurance", 6117, "USD", at(8, 5, 19), "value"),
    ("CHG-3107", "RCV-0802", "other", 4800, "USD", at(8, 5, 19), "quantity"),
    ("CHG-3108", "RCV-0804", "freight", 14750, "EUR", at(8, 6, 17), "value"),
    ("CHG-3109", "RCV-0905", "freight", 16640, "USD", at(9, 18, 15), "weight"),
]


def receipts():
    out = ["receipt_id,po_id,received_at,sku,quantity,unit_cost,currency,supplier,weight,volume,"
           "dock"]
    for number, order, moment, currency, supplier, rows in RECEIPTS:
        for sku, quantity, cost in rows:
            product = catalogue.PRODUCTS[sku]
            cost = cost or product.cost
            unit = f"{cost // 1_000_000}.{cost % 1_000_000:06d}".rstrip("0")
            out.append(",".join([
                number, order, iso(moment, NEW_YORK), sku, str(quantity),
                unit + "0" * max(0, 2 - len(unit.split(".")[1])), currency, supplier,
                f"{product.weight * quantity / 1000:.1f}",
                f"{product.volume * quantity / 1000:.1f}", "2"]))
    return out


def charges():
    out = ["charge_id,type,receipt_id,incurred_at,amount,currency,allocate_by,carrier"]
    for number, receipt, kind, amount, currency, moment, basis in CHARGES:
        out.append(",".join([number, kind, receipt, iso(moment), text(amount), currency, basis,
                             "Meridian" if kind == "freight" else ""]))
    return out


def changed_charges(note):
    """A new template: `amount` is called `amount_usd`, so the file is refused (DC-05)."""
    note("DC-05", 1)
    return ["charge_id,receipt_id,type,amount_usd,currency,incurred_at,allocate_by",
            "CHG-3110,RCV-0905,insurance,31.20,USD,2026-09-18T15:00:00Z,value"]


def fee_rates():
    out = ["channel,fee,sku,percent,fixed,currency,minimum,valid_from,valid_to"]
    for channel, currency in (("Amazon.com", "USD"), ("Amazon.ca", "CAD")):
        out.append(f"{channel},commission,,14,,{currency},,2025-01-01,2025-12-31")
        out.append(f"{channel},commission,,15,,{currency},0.30,2026-01-01,")
        for (own, sku), rate in catalogue.COMMISSION_BY_SKU.items():
            if own == channel:
                out.append(f"{channel},commission,{sku},{rate // 100},,{currency},0.30,"
                           "2026-01-01,")
        for sku, product in catalogue.PRODUCTS.items():
            fee = product.ca_fulfilment if currency == "CAD" else product.fulfilment
            out.append(f"{channel},fulfilment,{sku},,{text(fee)},{currency},,2026-01-01,")
    for channel, (rate, fixed) in catalogue.PAYMENT.items():
        out.append(f"{channel},payment,,{rate / 100:.2f},{text(fixed)},USD,,2026-01-01,")
    return out


def rate_text(units):
    return f"{units / 10_000:.4f}".rstrip("0").rstrip(".")


def rate_history():
    days = sorted(catalogue.rate_days(), reverse=True)[1:]
    out = ["Date," + ",".join(catalogue.HISTORY_COLUMNS) + ","]
    for day in days:
        cells = [rate_text(catalogue.euro_rate(one, day)) if one in catalogue.EURO_RATES
                 else "N/A" for one in catalogue.HISTORY_COLUMNS]
        out.append(f"{day.isoformat()}," + ",".join(cells) + ",")
    return out


def rate_of_the_day():
    day = max(catalogue.rate_days())
    out = XML()
    out.open("gesmes:Envelope", ' xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"'
             ' xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref"')
    out.leaf("gesmes:subject", "Reference rates")
    out.open("Cube")
    out.open("Cube", f" time='{day.isoformat()}'")
    for currency in catalogue.EURO_RATES:
        rate = rate_text(catalogue.euro_rate(currency, day))
        out.lines.append("\t\t\t" + f"<Cube currency='{currency}' rate='{rate}'/>")
    out.close("Cube")
    out.close("Cube")
    out.close("gesmes:Envelope")
    return out.lines
