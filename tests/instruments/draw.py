# SPDX-License-Identifier: MIT
"""Random rows for the instruments: within the ranges, at their edges, with missing and bad values.

They describe nobody.
"""
import datetime

LEVELS = ["accommodation", "partner_relationship", "alcohol_current", "alcohol_binge", "impulsivity", "temper",
          "pro_criminal", "regular_activities", "drug_motivation"]


def plus(date, years, months, days):
    """A date that may lie on the end of a month or on 29 February."""
    month = date.month - 1 + months
    year, month = date.year + years + month // 12, month % 12 + 1
    for day in range(date.day, 0, -1):
        try:
            return datetime.date(year, month, day) + datetime.timedelta(days=days)
        except ValueError:
            pass


def birthday(rng):
    if rng.random() < 0.1:
        return datetime.date(rng.randrange(1904, 2004, 4), 2, 29)
    return datetime.date(1910, 1, 1) + datetime.timedelta(days=rng.randrange(34000))


def near(rng):
    """Days before or after an anniversary."""
    return rng.choice([0, 0, -1, 1, rng.randrange(-200, 200)])


class Drawing:
    def __init__(self, rng, reference):
        self.rng, self.ref = rng, reference
        self.codes = sorted(reference.category)
        self.by_weight = {}
        for code, weight in reference.weight.items():
            self.by_weight.setdefault(weight, []).append(code)
        self.by_category = {}
        for code, category in reference.category.items():
            self.by_category.setdefault(category, []).append(code)
        self.row = {}

    def pick(self, *values):
        return self.rng.choice(values)

    def flag(self, name, odds=0.5):
        self.row[name] = str(int(self.rng.random() < odds))

    def level(self, name):
        self.row[name] = str(self.rng.randrange(3))

    def edge(self, values):
        return str(self.rng.choice(values))

    def dates(self, ages):
        """Birth, conviction, follow-up, assessment; ages and months that follow from them."""
        rng, row = self.rng, self.row
        birth = birthday(rng)
        conviction = plus(birth, rng.choice(ages), 0, near(rng))
        start = plus(conviction, rng.choice([0, 0, 1, 3]), rng.randrange(12), near(rng) if rng.random() < 0.9 else -400)
        if rng.random() < 0.3:
            start = max(conviction, plus(birth, rng.choice(ages), 0, near(rng)))
        assessed = plus(start, rng.choice([0, 0, 1, 2, 3]), rng.randrange(-2, 14), rng.choice([0, -1, 1, 0, 15, -15]))
        for name, date in (("birth", birth), ("conviction", conviction), ("follow_up", start), ("assessment", assessed)):
            row[f"date_of_{name}"] = date.isoformat()
        return birth, conviction, start, assessed

    def history(self, age_at_conviction, total):
        rng, row = self.rng, self.row
        row["total_sanctions"] = str(total)
        row["violent_sanctions"] = str(min(total, rng.choice([0, 0, 1, 1, 2, 5, total, total - 1])))
        first = rng.randrange(min(10, max(0, age_at_conviction)), max(1, age_at_conviction + 1))
        row["age_at_first_sanction"] = str(rng.choice([first, age_at_conviction, 10]))

    def totals(self):
        return self.rng.choice([1, 1, 2, 2, 3, 4, 6, 8, 10, 20, 49, 50, 51, 52, 120, self.rng.randrange(1, 200)])

    def spoil(self, inputs):
        """Now and then something is missing, out of range, or no value at all."""
        rng, row = self.rng, self.row
        if rng.random() < 0.12:
            for name in rng.sample(inputs, rng.choice([1, 1, 2])):
                row[name] = ""
        dates = [name for name in inputs if name.startswith("date_of_") and name != "date_of_birth"]
        if "date_of_birth" in inputs and rng.random() < 0.06:
            row[rng.choice(dates)] = row["date_of_birth"]
        if rng.random() < 0.04:
            row[rng.choice(inputs)] = rng.choice(["-1", "x", "3", "1000", "2020-02-30", "99999", "6667", "1.5", "?"])


AGES = [10, 11, 12, 13, 14, 15, 16, 17, 18, 20, 21, 24, 25, 29, 30, 34, 35, 39, 40, 49, 50, 60, 75]


def years(a, b):
    return b.year - a.year - ((b.month, b.day) < (a.month, a.day))


def ogrs3(d):
    birth, conviction, start, _ = d.dates(AGES + [9, 9])
    d.history(years(birth, conviction), d.totals())
    weight = d.rng.choice([w for w in d.by_weight if w not in ("", "999")])
    d.row["offence_code"] = d.rng.choice(d.by_weight[weight])
    index = [k for k, row in d.ref.offence.items() if float(row[2]) == float(weight)][0]
    d.row["offence_category"] = d.pick(index, index, "", str(d.rng.randrange(20)) if d.rng.random() < 0.1 else index)
    if d.rng.random() < 0.03:
        d.row["offence_code"] = d.pick("08800", "11100", "14100", "00000", "00001", "00878", "12345", "")
    if d.rng.random() < 0.5:
        d.row["age_at_conviction"] = str(years(birth, conviction))
        d.row["age_at_follow_up"] = str(years(birth, start) + d.pick(0, 0, 0, 0, 0, 0, 0, 1))
        if d.rng.random() < 0.3:
            d.row["date_of_birth"] = ""


def months(a, b):
    n = (b.year - a.year) * 12 + b.month - a.month
    return max(0, min(36, n - (b.day < a.day)))


def snsv(d):
    birth, conviction, start, assessed = d.dates(AGES + [90])
    d.history(years(birth, conviction), d.totals())
    category = d.rng.choice([c for c in d.by_category if c != "UNKNOWN"])
    d.row["offence_code"] = d.rng.choice(d.by_category[category])
    if d.rng.random() < 0.02:
        d.row["offence_code"] = d.pick("08184", "00000", "77777", "08184")
    index, sub = d.ref.snsv_map.get(d.ref.category.get(d.row["offence_code"], ""), ("3", "-"))
    if d.rng.random() < 0.6:
        d.row["offence_category"], d.row["violence_subcategory"] = index, "" if sub == "-" else sub
        if d.rng.random() < 0.3:
            d.row["offence_code"] = ""
    if d.rng.random() < 0.5:
        d.row["offence_free_months"] = str(months(start, assessed))
        if d.rng.random() < 0.2:
            d.row["date_of_assessment"] = ""
    for name in ["accommodation", "partner_relationship", "alcohol_current", "alcohol_binge", "impulsivity", "temper",
                 "pro_criminal"]:
        d.level(name)
    for name in ["weapon", "unemployed", "partner_abuse_perpetrator"]:
        d.flag(name)
    for name in [n for n in d.inputs if n.startswith("past_")]:
        d.flag(name, 0.15)


def ogrs4(d):
    birth, conviction, start, assessed = d.dates(AGES + [1, 5, 95, 109, 110])
    d.history(years(birth, conviction), d.pick(d.totals(), d.totals(), d.totals(), 2, d.pick(998, 999, 999, 1000)))
    category = d.rng.choice(sorted(d.by_category))
    d.row["offence_code"] = d.rng.choice(d.by_category[category])
    if d.rng.random() < 0.5 and category != "UNKNOWN":
        d.row["actuarial_category"] = category
        d.row["offence_code"] = d.pick(d.row["offence_code"], "", d.row["offence_code"])
    if d.rng.random() < 0.15:
        d.row["date_of_follow_up"] = ""
    if d.rng.random() < 0.1:
        d.row["date_of_assessment"] = plus(conviction, 0, -3, d.pick(-1, 0, 1)).isoformat()
    for name in LEVELS:
        d.level(name)
    for name in ["unemployed", "living_with_partner", "domestic_abuse", "weapon"]:
        d.flag(name)
    for name in d.inputs[d.inputs.index("heroin"):]:
        d.flag(name, 0.1)
        if d.rng.random() < 0.02:
            d.row[name] = ""


def ovp_ogp(d):
    total = d.pick(*range(1, 26), 30, 59)
    d.row.update(sex=d.pick("M", "F"), total_sanctions=str(total),
                 violent_sanctions=str(d.pick(0, 1, min(total, 2), total, d.rng.randrange(total + 1), max(0, total - 4))),
                 age_at_follow_up=d.edge([17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 30, 31, 35, 36, 40, 41, 45, 46, 50, 51, 70]),
                 ogrs3_percent_2yr=str(d.rng.randrange(1, 100)))
    for name in ["recognises_impact", "no_fixed_abode", "unemployed", "psychiatric_treatment"]:
        d.flag(name)
    for name in ["alcohol_current", "alcohol_binge", "temper", "pro_criminal", "regular_activities", "drug_current",
                 "drug_motivation", "problem_solving", "consequences", "understands_others"]:
        d.level(name)


def osp(d):
    rng, row = d.rng, d.row
    birth = birthday(rng)
    start = plus(birth, rng.choice([10, 17, 18, 20, 21, 23, 24, 35, 36, 56, 57, 59, 60, 75, 109, 110]), 0, near(rng))
    assessed = plus(start, rng.choice([0, 4, 5, 5, 5, 8]), 0, near(rng))
    sexual = plus(birth, rng.choice([9, 10, 10, 15, 16, 17, 18, 30, 109, 110]), 0, near(rng))
    if rng.random() < 0.3:
        sexual = plus(assessed, -5, 0, near(rng))
    row.update(sex="M" if rng.random() < 0.85 else "F", sexual_offence_history=d.pick("1", "1", "1", "1", "0"),
               total_sanctions=d.edge([1, 2, 3, 5, 20, 30]), stranger_victim=d.pick("", "0", "1"),
               supervision_status=d.pick("COMMUNITY", "COMMUNITY", "REMAND", "CUSTODY"), date_of_birth=birth.isoformat(),
               date_of_follow_up=start.isoformat(), date_of_assessment=assessed.isoformat(),
               date_of_most_recent_sexual_offence=sexual.isoformat(),
               violence_percent=d.edge(["0.00", "0.14", "0.62", "0.99", "1.00", "2.37", "2.99", "3.00", "6.51", "6.90", "99.00",
                                        "99.99", f"{rng.random() * 8:.2f}"]))
    if rng.random() < 0.6:
        row["date_of_most_recent_offence"] = plus(assessed, -rng.choice([4, 5, 5, 6]), 0, near(rng)).isoformat()
    for name in ["contact_adult", "contact_child", "non_contact", "indecent_images"]:
        row[name] = d.pick("0", "0", "0", "1", "2", "3", "4") if row["sexual_offence_history"] == "1" else d.pick("0", "0", "0", "", "1" if rng.random() < 0.1 else "0")
    if rng.random() < 0.3:
        row["age_at_follow_up"] = str(years(birth, start))
        row["age_at_most_recent_sexual_offence"] = str(years(birth, sexual)) if sexual > birth else ""


def pni(d):
    rng, row = d.rng, d.row
    gaps = rng.choice([0, 0, 0.05, 0.2, 0.6, 1])
    for name in d.inputs[3:16]:
        row[name] = "" if rng.random() < gaps else str(rng.choice([0, 1, 2, 0] if rng.random() < 0.5 else [0, 1, 2]))
    row.update(supervision_status=d.pick("CUSTODY", "REMAND", "COMMUNITY"), sexual_offence_history=d.pick("0", "1", ""),
               risk_of_sexual_harm=d.pick("0", "0", "1", ""),
               arp_percent=d.edge(["", "0.01", "49.99", "50.00", "74.99", "75.00", "99.99"]),
               vrp_percent=d.edge(["", "0.01", "29.99", "30.00", "59.99", "60.00", "99.99"]),
               csrp_percent=d.edge(["", "0.20", "0.99", "1.00", "2.99", "3.00", "12.00"]),
               dc_band=d.pick("", "LOW", "LOW", "MEDIUM", "HIGH", "VERY_HIGH", "NOT_APPLICABLE", "NOT_APPLICABLE"),
               iic_band=d.pick("", "LOW", "LOW", "MEDIUM", "HIGH", "NOT_APPLICABLE", "NOT_APPLICABLE"),
               sara_partner=d.pick("", "", "LOW", "LOW", "MEDIUM", "HIGH"), sara_others=d.pick("", "", "LOW", "LOW", "MEDIUM", "HIGH"))


def tier_v2(d):
    rng, row = d.rng, d.row
    registers = ["RMDO", "ALSH", "RVLN", "RCCO", "RCPR", "RCHD", "RPIR", "RVAD", "STRG", "RTAO", "rmdo", "HREG", "SPO", "PRC"]
    row.update(sex=d.pick("Male", "Female", "Female", ""), rosh=d.pick("", "LOW", "MEDIUM", "HIGH", "VERY_HIGH"),
               rsr_percent=d.edge(["", "0", "2.99", "3.00", "6.99", "6.995", "7.00", "22", "99.98", "99.99", "100"]),
               mappa_level=d.pick("", "", "1", "2", "3"), profile=d.pick("", "", "intended", "as_run"),
               complexity_registers=" ".join(rng.sample(registers, rng.choice([0, 1, 2, 5]))),
               sentence_type=d.pick("SP", "SP", "NC", "SC", ""), ogrs3_percent_2yr=d.edge(["", 0, 9, 10, 59, 60, 99, 100, rng.randrange(101)]),
               requirements=d.pick("", "W:0", "W1:0;W:0", "F:1", "F:0", "W:0;F:0", "W:0;F:1", "RM38:0;F:1"))
    for name in ["previous_enforcement", "assessed", "strengths_and_needs", "iom"]:
        d.flag(name, 0.6)
    d.flag("sentence_terminated", 0.2)
    row["parenting"] = d.pick("", "0", "1")
    row["impulsivity"], row["temper"] = d.pick("", "0", "1", "2"), d.pick("", "0", "0", "1", "2")
    for name in [n for n in d.inputs if n.startswith("score_")]:
        row[name] = d.edge(["", 0, 1, 2, 3, 4, 5, 6, 7, 8, 9])


def tier_v3(d):
    rng, row = d.rng, d.row
    today = datetime.date(2024, 1, 1) + datetime.timedelta(days=rng.randrange(1500))
    if rng.random() < 0.1:
        today = datetime.date(rng.choice([2024, 2028]), 2, 29)
    row.update(date_of_calculation=today.isoformat(), active_event="0" if rng.random() < 0.04 else "1",
               arp_percent=d.edge(["0.01", "14.99", "15.00", "24.99", "25.00", "49.99", "50.00", "74.99", "75.00", "89.99", "90.00", "99.99"]),
               csrp_percent=d.edge(["0.00", "0.49", "0.50", "0.99", "1.00", "2.99", "3.00", "6.89", "6.90", "45.00"]),
               arp_type=d.pick("STATIC", "DYNAMIC", "DYNAMIC", ""), csrp_type=d.pick("STATIC", "DYNAMIC", "DYNAMIC", ""),
               dc_percent=d.edge(["", "0.00", "0.01", "0.59", "0.60", "1.11", "1.12", "1.80", "2.10", "2.11", "3.35", "3.36", "4.57", "5.31"]),
               dc_band=d.pick("", "LOW", "MEDIUM", "MEDIUM", "MEDIUM", "HIGH", "VERY_HIGH", "NOT_APPLICABLE"),
               mappa_category=d.pick("", "", "M1", "M2", "M3", "M4"), rosh=d.pick("", "LOW", "MEDIUM", "HIGH", "VERY_HIGH"))
    row["latest_release_date"] = d.pick("", plus(today, -d.pick(-1, 0, 1, 1, 5, 5, 9), 0, d.pick(0, -1, 1)).isoformat())
    for name in ["lifer", "domestic_abuse", "stalking", "child_protection", "sexual_offence"]:
        d.flag(name, 0.35)


DRAWS = {f.__name__: f for f in (ogrs3, snsv, ogrs4, ovp_ogp, osp, pni, tier_v2, tier_v3)}


def rows(rng, reference, instrument, inputs, count):
    drawing = Drawing(rng, reference)
    drawing.inputs = inputs
    for _ in range(count):
        drawing.row = {}
        if "sex" in inputs:
            drawing.row["sex"] = rng.choice("MMF")
        DRAWS[instrument](drawing)
        drawing.spoil(inputs)
        yield {name: drawing.row.get(name, "") for name in inputs}
