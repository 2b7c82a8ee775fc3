"""What Fernhill sells, what the channels may charge for it, and what money was worth."""

from collections import namedtuple
from datetime import date, timedelta

from .money import half_up, percent

Product = namedtuple("Product", "title price cost weight volume fulfilment ca_price ca_fulfilment")

# Amounts in cents; weight in kilograms and volume in litres, per unit, times 1000.
PRODUCTS = {
    "FH-1001": Product("Linen throw", 4900, 13_200000, 1100, 6500, 610, 6400, 815),
    "FH-1002": Product("Oak serving board", 3800, 9_750000, 1600, 3200, 585, 4900, 790),
    "FH-1003": Product("Stoneware mugs, set of 4", 3400, 8_400000, 2200, 5000, 655, 4500, 880),
    "FH-1004": Product("Beeswax candle", 1850, 3_600000, 400, 900, 386, 2450, 540),
    "FH-1005": Product("Cotton bath towel", 2700, 6_250000, 700, 3800, 512, 3500, 695),
    "FH-1006": Product("Wool cushion", 5600, 17_400000, 900, 12000, 730, 7300, 980),
    "FH-1007": Product("Glass carafe", 3150, 7_150000, 1300, 2900, 540, 4100, 735),
    "FH-1008": Product("Enamel colander", 2400, 5_900000, 800, 5200, 495, 3150, 670),
    "FH-1009": Product("Napkin rings (clearance)", 900, 6_100000, 200, 400, 322, 1200, 450),
    "FH-1010": Product("Brass table lamp", 8400, 0, 2900, 14000, 895, 10900, 1210),
    "FH-1011": Product("Jute runner", 7200, 18_350000, 2400, 9000, 820, 9300, 1105),
}
# Sold every day; the others have a part of their own to play.
STAPLES = ["FH-1001", "FH-1002", "FH-1003", "FH-1004", "FH-1005", "FH-1006", "FH-1007",
           "FH-1008", "FH-1011"]

# Percent times 100; the SKU's own rate wins.
COMMISSION = {"Amazon.com": 1500, "Amazon.ca": 1500}
COMMISSION_BY_SKU = {("Amazon.com", "FH-1006"): 1200, ("Amazon.com", "FH-1011"): 1200}
COMMISSION_MINIMUM = 30
PAYMENT = {"Shopify": (290, 30), "Web": (349, 49)}

# Sales tax, percent times 1000, where Amazon collects and remits it.
MARKETPLACE_TAX = {"US-CA": 7250, "US-TX": 8250, "US-WA": 9000, "US-FL": 7000, "US-OR": 0}
SELLER_TAX = {"US-NY": 8000, "US-AK": 3000, "US-PA": 6000}


def commission(channel, sku, price):
    rate = COMMISSION_BY_SKU.get((channel, sku), COMMISSION[channel])
    return max(percent(price, rate), COMMISSION_MINIMUM)


def fulfilment(channel, sku, quantity):
    product = PRODUCTS[sku]
    return (product.ca_fulfilment if channel == "Amazon.ca" else product.fulfilment) * quantity


def payment_fee(channel, gross, currency="USD"):
    """What the rate card says; in another currency the fixed part is not agreed."""
    rate, fixed = PAYMENT[channel]
    return percent(gross, rate) + (fixed if currency == "USD" else 40)


def tax(amount, rate):
    return half_up(amount * rate, 100_000)


# Units per euro on 2026-07-01, times 10,000; invented. No TWD: the bank does not quote it.
EURO_RATES = {
    "USD": 11640, "JPY": 1712300, "BGN": 19558, "CZK": 247150, "DKK": 74610, "GBP": 8590,
    "HUF": 3968000, "PLN": 42630, "RON": 50820, "SEK": 110450, "CHF": 9380, "ISK": 1447000,
    "NOK": 117900, "TRY": 489300, "AUD": 17810, "BRL": 63120, "CAD": 16020, "CNY": 83350,
    "HKD": 91240, "IDR": 190523000, "ILS": 39110, "INR": 1004200, "KRW": 16044000,
    "MXN": 217650, "MYR": 49230, "NZD": 19370, "PHP": 664700, "SGD": 14960, "THB": 378200,
    "ZAR": 206900,
}
HISTORY_COLUMNS = (
    "USD JPY BGN CYP CZK DKK EEK GBP HUF LTL LVL MTL PLN ROL RON SEK SIT SKK CHF ISK NOK HRK "
    "RUB TRL TRY AUD BRL CAD CNY HKD IDR ILS INR KRW MXN MYR NZD PHP SGD THB ZAR").split()


def rate_days():
    """Days with a quotation: weekdays."""
    day = date(2026, 7, 1)
    while day <= date(2026, 9, 30):
        if day.weekday() < 5:
            yield day
        day += timedelta(days=1)


def euro_rate(currency, day):
    """Units per euro, times 10,000: a slow invented drift. The lev is pegged."""
    base = EURO_RATES[currency]
    if currency == "BGN":
        return base
    step = day.toordinal() - date(2026, 7, 1).toordinal()
    wave = (step * 37 + sum(map(ord, currency)) * 11) % 41 - 20
    return base + base * (wave + step // 3) // 4000


def usd_value(cents, currency, day):
    """Converted at the last quotation on or before the day, half up."""
    if currency == "USD":
        return cents
    while day.weekday() >= 5:
        day -= timedelta(days=1)
    usd = euro_rate("USD", day)
    other = 10_000 if currency == "EUR" else euro_rate(currency, day)
    return half_up(cents * usd, other)
