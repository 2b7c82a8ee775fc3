"""Bank statements in camt.053, versions 2 and 8."""

from dataclasses import dataclass, field
from datetime import date

from .amazon_files import XML
from .money import text


@dataclass
class Entry:
    day: date
    amount: int
    reference: str
    about: str
    tag: str = ""
    is_pending: bool = False


@dataclass
class Statement:
    number: str
    account: str
    currency: str
    first: date
    last: date
    opening: int
    entries: list = field(default_factory=list)

    @property
    def closing(self):
        return self.opening + sum(one.amount for one in self.entries if not one.is_pending)

    def file(self, version, note):
        out = XML()
        out.open("Document", f' xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version:02d}"')
        out.open("BkToCstmrStmt")
        out.open("GrpHdr")
        out.leaf("MsgId", f"HARBOR-{self.number}")
        out.leaf("CreDtTm", f"{self.last.isoformat()}T22:10:00-04:00")
        out.close("GrpHdr")
        out.open("Stmt")
        out.leaf("Id", self.number)
        note(f"statement {self.number}", len(out.lines))
        out.leaf("CreDtTm", f"{self.last.isoformat()}T22:10:00-04:00")
        out.open("Acct")
        out.open("Id")
        out.open("Othr")
        out.leaf("Id", self.account)
        out.close("Othr")
        out.close("Id")
        out.leaf("Ccy", self.currency)
        out.close("Acct")
        self.balance(out, "OPBD", self.opening, self.first)
        self.balance(out, "CLBD", self.closing, self.last)
        for position, entry in enumerate(self.entries, 1):
            self.entry(out, entry, position, version, note)
        for name in ("Stmt", "BkToCstmrStmt", "Document"):
            out.close(name)
        return out.lines

    def amount(self, out, cents):
        out.leaf("Amt", text(abs(cents)), f' Ccy="{self.currency}"')
        out.leaf("CdtDbtInd", "DBIT" if cents < 0 else "CRDT")

    def balance(self, out, code, cents, day):
        out.open("Bal")
        out.open("Tp")
        out.open("CdOrPrtry")
        out.leaf("Cd", code)
        out.close("CdOrPrtry")
        out.close("Tp")
        self.amount(out, cents)
        out.open("Dt")
        out.leaf("Dt", day.isoformat())
        out.close("Dt")
        out.close("Bal")

    def entry(self, out, entry, position, version, note):
        out.open("Ntry")
        if entry.tag:
            note(entry.tag, len(out.lines))
        self.amount(out, entry.amount)
        state = "PDNG" if entry.is_pending else "BOOK"
        if version >= 8:
            out.open("Sts")
            out.leaf("Cd", state)
            out.close("Sts")
        else:
            out.leaf("Sts", state)
        for name in ("BookgDt", "ValDt"):
            out.open(name)
            out.leaf("Dt", entry.day.isoformat())
            out.close(name)
        out.leaf("AcctSvcrRef", f"{self.account[-4:]}{self.last.month:02d}{position:04d}")
        out.open("NtryDtls")
        out.open("TxDtls")
        out.open("Refs")
        out.leaf("EndToEndId", entry.reference or "NOTPROVIDED")
        out.close("Refs")
        out.open("RmtInf")
        out.leaf("Ustrd", entry.about)
        out.close("RmtInf")
        out.close("TxDtls")
        out.close("NtryDtls")
        out.close("Ntry")
