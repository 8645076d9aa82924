# SPDX-License-Identifier: MIT
"""A second reading of the reference on the risk instruments, apart from src/instruments.

It reads the coefficients from the reference document itself and works each formula out again in
plain Python, with exact rounding. oracle.py compares.
"""
import csv
import datetime
import math
from fractions import Fraction

BAD = object()  # the scale has no result
NAMES = ["LOW", "MEDIUM", "HIGH", "VERY_HIGH"]


# ---- the reference ---------------------------------------------------------------------------------

class Reference:
    def __init__(self, folder):
        self.text = (folder / "risk-instruments.md").read_text()
        self.category, self.weight = {}, {}
        with open(folder / "offence_code_category.csv", newline="") as f:
            for row in csv.DictReader(f):
                self.category[row["offence_code"]] = row["actuarial_category"]
        with open(folder / "offence_code_ogrs3_weight.csv", newline="") as f:
            for row in csv.DictReader(f):
                self.weight[row["offence_code"]] = row["ogrs3_weight_moj"]
        self.ogrs3 = self.table("### 3.2 Formula")
        self.age_sex = self.table("### 3.3 Age and sex")
        self.offence = self.table("### 3.4 Current offence")
        self.snsv = self.table("### 4.2 Formula")
        self.snsv_offence = self.table("### 4.3 Offence")
        self.snsv_violence = self.table("### 4.3 Offence", 1)
        self.snsv_map = self.table("### 4.3 Offence", 2)
        self.snsv_items = self.table("### 4.4 Dynamic items")
        self.ogrs4 = self.table("### 5.3 Coefficients")
        self.ogrs4_offence = self.table("### 5.4 Offence category weights")

    def table(self, heading, skip=0):
        lines = iter(self.text[self.text.index(heading):].split("\n"))
        rows = []
        for line in lines:
            if line.startswith("|"):
                rows.append([cell.strip().strip("`") for cell in line.strip().strip("|").split("|")])
            elif rows:
                if skip == 0:
                    break
                rows, skip = [], skip - 1
        return {row[0]: row[1:] for row in rows[2:]}


def num(text):
    return 0.0 if text in ("-", "") else float(text.replace("*", "").strip())


# ---- definitions of section 2 ---------------------------------------------------------------------

def day(text):
    return datetime.date.fromisoformat(text)


def completed_years(start, end):
    n = end.year - start.year
    return n - ((end.month, end.day) < (start.month, start.day))


def completed_months(start, end):
    n = (end.year - start.year) * 12 + end.month - start.month
    return n - (end.day < start.day)


def half_up(x, decimals):
    exact = abs(Fraction(x)) * 10 ** decimals
    whole = math.floor(exact + Fraction(1, 2))
    return Fraction(-whole if x < 0 else whole, 10 ** decimals)


def logistic(z):
    return 1 / (1 + math.exp(-z)) if z > -700 else 0.0


def whole_percent(p):
    return min(99, max(1, int(half_up(Fraction(p) * 100, 0))))


def percent2(p):
    x = half_up(Fraction(p) * 100, 2)
    return Fraction(0) if x <= 0 else Fraction(9999, 100) if x >= 100 else x


def band(value, *bounds):
    return NAMES[sum(value >= b for b in bounds)]


class Row:
    """A row's cells; get() gives None for a missing one, and a problem for a bad one."""

    def __init__(self, cells):
        self.cells = cells
        self.broken = False

    def integer(self, name, least=0, most=None):
        text = self.cells.get(name, "")
        if text == "":
            return None
        try:
            value = int(text)
        except ValueError:
            self.broken = True
            return None
        if value < least or (most is not None and value > most):
            self.broken = True
        return value

    def number(self, name, least=0.0, most=100.0):
        text = self.cells.get(name, "")
        if text == "":
            return None
        try:
            value = float(text)
        except ValueError:
            self.broken = True
            return None
        if value < least or value > most:
            self.broken = True
        return value

    def date(self, name):
        text = self.cells.get(name, "")
        if text == "":
            return None
        try:
            return day(text)
        except ValueError:
            self.broken = True
            return None

    def code(self, name, codes):
        text = self.cells.get(name, "")
        if text == "":
            return None
        if text not in codes:
            self.broken = True
        return text

    def age(self, name, start, end, least=0, most=None):
        """Given or derived; they must agree."""
        value = self.integer(name, least, most)
        derived = completed_years(start, end) if start and end else None
        if value is not None and derived is not None and value != derived:
            return BAD
        return derived if value is None else value

    def months(self, start, end):
        value = self.integer("offence_free_months", 0, 36)
        derived = min(36, max(0, completed_months(start, end))) if start and end else None
        if value is not None and derived is not None and value != derived:
            return BAD
        return derived if value is None else value

    def offence(self):
        text = self.cells.get("offence_code", "")
        if text != "" and (len(text) != 5 or not all(c in "0123456789" for c in text)):
            self.broken = True
        return text or None


def given(*values):
    return all(v is not None and v is not BAD for v in values)


# ---- OGRS3 ----------------------------------------------------------------------------------------

AGE_BANDS = [10, 12, 14, 16, 18, 21, 25, 30, 35, 40, 50]


def ogrs3(ref, r):
    sex = r.code("sex", "MF")
    birth, conviction, start = (r.date(f"date_of_{n}") for n in ("birth", "conviction", "follow_up"))
    total = r.integer("total_sanctions", 1)
    first = r.integer("age_at_first_sanction")
    ac = r.age("age_at_conviction", birth, conviction)
    a = r.age("age_at_follow_up", birth, start)
    index = r.integer("offence_category", 0, 19)
    code = r.offence()
    out = dict.fromkeys(["p_1yr", "p_2yr", "p_1yr_cap50", "p_2yr_cap50", "moj_p_1yr", "moj_p_2yr",
                         "moj_percent_1yr", "moj_percent_2yr", "moj_band"])
    if code is not None and not r.broken:
        weight = ref.weight.get(code, "")
        if weight in ("", "999"):
            return out
        of_code = [int(k) for k, row in ref.offence.items() if float(row[2]) == float(weight)]
        assert len(of_code) == 1
        if index is not None and index != of_code[0]:
            return out
        index = of_code[0]
    if r.broken or not given(sex, total, first, ac, a, index):
        return out
    if ac < 10 or a < 10 or first > ac or (birth and conviction and conviction <= birth) or (birth and start and start <= birth):
        return out
    for profile, cap in (("published", None), ("published", 50), ("moj", None)):
        column = 1 if profile == "moj" else 0
        n = total - 1
        if cap is not None:
            n = min(n, cap)
        copas = math.log((n + 1) / (10 + ac - first))
        bands = list(ref.age_sex.values())[sum(a >= b for b in AGE_BANDS) - 1]
        z = num(bands[2 * column + (1 if sex == "F" else 0)])
        z += num(ref.ogrs3["first conviction" if total == 1 else "repeat conviction"][column])
        z += num(ref.ogrs3["Copas rate coefficient"][column]) * copas
        z += num(ref.offence[str(index)][1 + column])
        p1 = logistic(z + num(ref.ogrs3["constant, 1 year"][column]))
        p2 = logistic(z + num(ref.ogrs3["constant, 2 years"][column]))
        if profile == "moj":
            p1, p2 = float(half_up(p1, 5)), float(half_up(p2, 5))
            out.update(moj_p_1yr=p1, moj_p_2yr=p2, moj_percent_1yr=whole_percent(p1),
                       moj_percent_2yr=whole_percent(p2), moj_band=band(whole_percent(p2), 50, 75, 90))
        elif cap:
            out.update(p_1yr_cap50=p1, p_2yr_cap50=p2)
        else:
            out.update(p_1yr=p1, p_2yr=p2)
    return out


# ---- SNSV -----------------------------------------------------------------------------------------

SNSV_ITEMS = {"weapon": "offence involved carrying or using a weapon", "accommodation": "suitability of accommodation",
              "unemployed": "unemployed (counts 2 x weight)", "partner_relationship": "current relationship with partner",
              "alcohol_current": "current (chronic) alcohol use", "alcohol_binge": "binge drinking or excessive use",
              "impulsivity": "impulsivity", "temper": "temper control", "pro_criminal": "pro-criminal attitudes",
              "partner_abuse_perpetrator": "perpetrator of domestic abuse against a partner",
              "past_homicide": "past homicide", "past_wounding_gbh": "past wounding or grievous bodily harm",
              "past_kidnapping": "past kidnapping", "past_firearms": "past firearms offence",
              "past_robbery": "past robbery", "past_aggravated_burglary": "past aggravated burglary",
              "past_weapon": "past weapon offence (not firearm)",
              "past_criminal_damage_life": "past criminal damage endangering life", "past_arson": "past arson"}
LEVELS = {"accommodation", "partner_relationship", "alcohol_current", "alcohol_binge", "impulsivity", "temper",
          "pro_criminal", "regular_activities", "drug_motivation"}


def snsv_p(ref, kind, horizon, sex, a, ac, first, total, violent, m, index, sub, items, paired=False):
    column = 1 if kind == "dynamic" else 0
    w = lambda name: num(ref.snsv[name][column])
    who = "female" if sex == "F" else "male"
    g = ac - first
    z = w(f"intercept, {horizon}")
    for i in range(1, 5):
        z += w(f"{who}: a^{i}") * a ** i
    if sex == "F":
        z += w("female")
    z += num(ref.snsv_offence[str(index)][3 if paired else 1 + column])
    if index == 18:
        z += num(ref.snsv_violence[str(sub)][1 + column])
    z += w("N") * total
    if total == 1:
        z += w("N = 1")
    elif total == 2:
        z += w("N = 2") + w(f"N = 2: g, {who}") * g
    else:
        z += w(f"N >= 3: ln(N / (g + 12)), {who}") * math.log(total / (g + 12))
    for i in range(1, 5):
        z += w(f"m^{i}") * m ** i
    if violent == 0:
        z += w(f"V = 0, {who}")
    if violent == 1:
        z += w("V = 1")
    if violent >= 1:
        z += w("V") * violent + w("V >= 1: ln(V / (g + 30))") * math.log(violent / (g + 30))
    if kind == "dynamic":
        for name, long in SNSV_ITEMS.items():
            z += num(ref.snsv_items[long][2]) * items[name] * (2 if name == "unemployed" else 1)
    return logistic(z)


def snsv(ref, r):
    sex = r.code("sex", "MF")
    birth, conviction, start, assessed = (
        r.date(f"date_of_{n}") for n in ("birth", "conviction", "follow_up", "assessment"))
    total, violent = r.integer("total_sanctions", 1), r.integer("violent_sanctions")
    first = r.integer("age_at_first_sanction")
    ac = r.age("age_at_conviction", birth, conviction)
    a = r.age("age_at_follow_up", birth, start)
    m = r.months(start, assessed)
    index, sub = r.integer("offence_category", 0, 19), r.integer("violence_subcategory", 0, 4)
    code = r.offence()
    items = {n: r.integer(n, 0, 2 if n in LEVELS else 1) for n in SNSV_ITEMS}
    out = dict.fromkeys(["p_static_1yr", "p_static_2yr", "percent_static_2yr", "p_dynamic_1yr", "p_dynamic_2yr",
                         "percent_dynamic_2yr", "p_dynamic_2yr_moj_2025"])
    if r.broken:
        return out
    sub_moj = sub
    if code is not None:
        category = ref.category.get(code, "UNKNOWN")
        if category == "UNKNOWN":
            return out
        i, s = ref.snsv_map[category]
        if index is not None and index != int(i):
            return out
        index = int(i)
        if s != "-":
            if sub is not None and sub != int(s):
                return out
            sub_moj = sub if sub is not None else 1 if code == "08184" else int(s)
            sub = int(s)
    if not given(sex, total, violent, first, ac, a, m, index):
        return out
    if (index == 18) != (sub is not None):
        return out
    if ac < 10 or a < 10 or first > ac or violent > total:
        return out
    if birth and any(d and d <= birth for d in (conviction, start, assessed)):
        return out
    if conviction and start and start < conviction:
        return out
    shared = (sex, a, ac, first, total, violent, m, index)
    out["p_static_1yr"] = snsv_p(ref, "static", "1 year", *shared, sub, None)
    out["p_static_2yr"] = snsv_p(ref, "static", "2 years", *shared, sub, None)
    out["percent_static_2yr"] = percent2(out["p_static_2yr"])
    if given(*items.values()):
        out["p_dynamic_1yr"] = snsv_p(ref, "dynamic", "1 year", *shared, sub, items)
        out["p_dynamic_2yr"] = snsv_p(ref, "dynamic", "2 years", *shared, sub, items)
        out["percent_dynamic_2yr"] = percent2(out["p_dynamic_2yr"])
        out["p_dynamic_2yr_moj_2025"] = snsv_p(ref, "dynamic", "2 years", *shared, sub_moj, items, True)
    return out


# ---- OGRS4 ----------------------------------------------------------------------------------------

ANY_OTHER = ["other_drug", "ketamine", "spice", "hallucinogens", "solvents"]
DRUGS = ["heroin", "methadone", "other_opiate", "crack_cocaine", "powder_cocaine", "misused_prescription",
         "benzodiazepines", "cannabis", "steroids"]
PAST = [n for n in SNSV_ITEMS if n.startswith("past_")]
# columns of 5.1: required by ARP, VRP, SVRP
REQUIRED = {"weapon": "--x", "accommodation": "xxx", "unemployed": "xxx", "partner_relationship": "xx-",
            "domestic_abuse": "xx-", "living_with_partner": "xx-", "regular_activities": "xx-",
            "drug_motivation": "ox-", "alcohol_current": "xxx", "alcohol_binge": "xx-", "impulsivity": "xx-",
            "temper": "-xx", "pro_criminal": "x-x", **{n: "--x" for n in PAST}}
OGRS4_ROWS = {"weapon": "weapon carried or used (2.2), flag", "accommodation": "suitability of accommodation (3.4), 0-2",
              "unemployed": "unemployed (4.2), flag, counts 2", "living_with_partner": "living with a partner (6.8), flag",
              "partner_relationship": "relationship with partner (6.4), 0-2",
              "domestic_abuse": "evidence of domestic abuse (6.7), flag",
              "regular_activities": "regular activities encourage offending (7.2), 0-2",
              "drug_motivation": "motivation to tackle drug misuse (8.8), 0-2",
              "alcohol_current": "current alcohol use (9.1), 0-2", "alcohol_binge": "binge drinking (9.2), 0-2",
              "impulsivity": "impulsivity (11.2), 0-2", "temper": "temper control (11.4), 0-2",
              "pro_criminal": "pro-criminal attitudes (12.1), 0-2", "heroin": "heroin, flag", "methadone": "methadone, flag",
              "other_opiate": "other opiate, flag", "crack_cocaine": "crack cocaine, flag",
              "powder_cocaine": "powder cocaine, flag", "misused_prescription": "misused prescription drugs, flag",
              "benzodiazepines": "benzodiazepines, flag", "cannabis": "cannabis, flag", "steroids": "steroids, flag",
              "past_homicide": "past homicide, flag", "past_wounding_gbh": "past wounding or grievous bodily harm, flag",
              "past_kidnapping": "past kidnapping, flag", "past_firearms": "past firearms offence, flag",
              "past_robbery": "past robbery, flag", "past_aggravated_burglary": "past aggravated burglary, flag",
              "past_weapon": "past weapon offence (not firearm), flag",
              "past_criminal_damage_life": "past criminal damage endangering life, flag", "past_arson": "past arson, flag"}


def ogrs4_p(ref, scale, dynamic, sex, a, g, total, violent, m, category, items):
    column = 1 + 2 * ["arp", "vrp", "svrp"].index(scale) + dynamic
    w = lambda name: num(ref.ogrs4[name][column])
    who = "female" if sex == "F" else "male"
    z = w("intercept (2 years)") + sum(w(f"{who}: a^{i}") * a ** i for i in (1, 2, 3, 4))
    z += w("female") if sex == "F" else 0
    z += sum(float(x) for x in ref.ogrs4_offence[category][column - 1].split(" + "))
    z += w("N") * total
    if total == 1:
        z += w("N = 1")
    if total == 2:
        z += w("N = 2") + w(f"N = 2: g, {who}") * g
    if total >= 3:
        c = math.log(total / (g + (26 if scale == "arp" else 12)))
        z += w(f"N >= 3: c, {who}") * c
        if scale == "arp":
            z += w(f"N >= 3: c^2, {who}") * c * c
    z += sum(w(f"m^{i}") * m ** i for i in (1, 2, 3, 4))
    if scale != "arp":
        z += w(f"V = 0, {who}") if violent == 0 else 0
        z += w("V = 1") if violent == 1 else 0
        if violent >= 1:
            z += w("V") * violent + w("V >= 1: ln(V / (g + 30))") * math.log(violent / (g + 30))
    if dynamic:
        for name, long in OGRS4_ROWS.items():
            weight = w(long)
            if weight != 0:
                z += weight * (items[name] or 0) * (2 if name == "unemployed" else 1)
        if w("living with a partner x relationship, 0-2") != 0:
            z += w("living with a partner x relationship, 0-2") * items["living_with_partner"] * items["partner_relationship"]
        if any(items[n] for n in ANY_OTHER):
            z += w("any other drug, flag")
    return logistic(z)


OGRS4_BOUNDS = {"arp": (50, 75, 90), "vrp": (30, 60, 80), "svrp": (Fraction(1), Fraction(3), Fraction(69, 10))}


def ogrs4(ref, r):
    sex = r.code("sex", "MF")
    birth, conviction, start, assessed = (
        r.date(f"date_of_{n}") for n in ("birth", "conviction", "follow_up", "assessment"))
    total, violent = r.integer("total_sanctions", 1, 999), r.integer("violent_sanctions")
    first = r.integer("age_at_first_sanction", 0, 109)
    ac = r.age("age_at_conviction", birth, conviction)
    from_ = start or conviction
    a = r.age("age_at_follow_up", birth, from_)
    m = r.months(from_, assessed)
    code = r.offence()
    category = r.code("actuarial_category", list(ref.ogrs4_offence))
    items = {n: r.integer(n, 0, 2 if n in LEVELS else 1) for n in [*REQUIRED, *DRUGS, *ANY_OTHER]}
    out = {}
    for scale in OGRS4_BOUNDS:
        for kind in ("static", "dynamic"):
            out.update({f"{scale}_{kind}_{x}": None for x in ("p", "percent", "band")})
    if r.broken:
        return out
    if code is not None:
        of_code = ref.category.get(code, "UNKNOWN")
        if of_code == "UNKNOWN" or category not in (None, of_code):
            return out
        category = of_code
    if not given(sex, total, first, ac, a, m, category):
        return out
    if birth and any(d and d <= birth for d in (conviction, start, assessed)):
        return out
    if a >= 110 or first > ac:
        return out
    if assessed and conviction and conviction > months_later(assessed, 3):
        return out
    for scale, bounds in OGRS4_BOUNDS.items():
        if scale != "arp" and (violent is None or violent > total):
            continue
        needed = [items[n] for n, marks in REQUIRED.items() if marks["arp vrp svrp".split().index(scale)] == "x"]
        uses = any(items[n] for n in DRUGS + ANY_OTHER)
        consistent = scale == "svrp" or not (uses and items["drug_motivation"] is None)
        for kind in ("static", "dynamic"):
            if kind == "dynamic" and not (given(*needed) and consistent):
                continue
            p = ogrs4_p(ref, scale, kind == "dynamic", sex, a, ac - first, total, violent, m, category, items)
            percent = percent2(p)
            if percent == 0 and scale != "svrp":
                continue
            out[f"{scale}_{kind}_p"] = p
            out[f"{scale}_{kind}_percent"] = percent
            out[f"{scale}_{kind}_band"] = band(percent, *bounds)
    return out


def months_later(date, n):
    """The day on which n months are complete."""
    probe = date + datetime.timedelta(days=27 * n)
    while completed_months(date, probe) < n:
        probe += datetime.timedelta(days=1)
    return probe


# ---- OVP and OGP ----------------------------------------------------------------------------------

def ovp_ogp(ref, r):
    sex = r.code("sex", "MF")
    a = r.integer("age_at_follow_up")
    total, violent = r.integer("total_sanctions", 1), r.integer("violent_sanctions")
    flags = {n: r.integer(n, 0, 1) for n in ("recognises_impact", "no_fixed_abode", "unemployed", "psychiatric_treatment")}
    levels = {n: r.integer(n, 0, 2) for n in (
        "alcohol_current", "alcohol_binge", "temper", "pro_criminal", "regular_activities", "drug_current",
        "drug_motivation", "problem_solving", "consequences", "understands_others")}
    ogrs = r.integer("ogrs3_percent_2yr", 1, 99)
    names = [f"{s}_{x}" for s in ("ovp", "ogp") for x in ("points", "p_1yr", "p_2yr", "percent_1yr", "percent_2yr", "band")]
    out = dict.fromkeys(names)
    if r.broken:
        return out
    v = {**flags, **levels}

    def give(scale, points, slope, k1, k2, *bounds):
        p1, p2 = logistic(slope * points + k1), logistic(slope * points + k2)
        out.update({f"{scale}_points": points, f"{scale}_p_1yr": p1, f"{scale}_p_2yr": p2,
                    f"{scale}_percent_1yr": whole_percent(p1), f"{scale}_percent_2yr": whole_percent(p2),
                    f"{scale}_band": band(whole_percent(p2), *bounds)})

    ovp_items = [v[n] for n in ("recognises_impact", "no_fixed_abode", "unemployed", "psychiatric_treatment",
                                "alcohol_current", "alcohol_binge", "temper", "pro_criminal")]
    if given(sex, a, total, violent, *ovp_items) and a >= 18 and violent <= total:
        points = 5
        points += {0: 0, 1: 4, 2: 7, 3: 9}.get(violent, min(25, 7 + violent) if violent >= 4 else 0)
        other = total - violent
        points += 5 if other >= 21 else 4 if other >= 11 else 3 if other >= 5 else 2 if other >= 3 else 0
        for top, score in ((19, 20), (21, 17), (23, 14), (25, 12), (30, 10), (35, 8), (40, 6), (45, 4), (50, 2)):
            if a <= top:
                points += score
                break
        points += 5 if sex == "M" else 0
        points += 4 * (not v["recognises_impact"]) + 4 * v["no_fixed_abode"] + 4 * v["unemployed"]
        points += math.ceil(Fraction(5, 2) * (v["alcohol_current"] + v["alcohol_binge"]))
        points += 4 * v["psychiatric_treatment"] + 3 * v["temper"] + 3 * v["pro_criminal"]
        give("ovp", points, 0.0722, -4.5215, -3.8773, 30, 60, 80)
    ogp_items = [v[n] for n in ("no_fixed_abode", "unemployed", "regular_activities", "drug_current", "drug_motivation",
                                "problem_solving", "consequences", "understands_others", "pro_criminal")]
    if given(ogrs, *ogp_items):
        points = int(half_up(Fraction(6 * ogrs, 10), 0)) + 5 * v["no_fixed_abode"] + 5 * v["unemployed"]
        points += (0, 3, 5)[v["regular_activities"]] + (0, 3, 5)[v["pro_criminal"]]
        points += int(half_up(Fraction(15, 4) * (v["drug_current"] + v["drug_motivation"]), 0))
        points += int(half_up(Fraction(5, 6) * (v["problem_solving"] + v["consequences"] + v["understands_others"]), 0))
        give("ogp", points, 0.0616, -3.6832, -3.0795, 34, 67, 85)
    return out
