# SPDX-License-Identifier: MIT
"""The second reading, of the instruments that are rules more than sums: OSP, PNI, the tiers."""
import datetime
from fractions import Fraction

from reading import BAD, band, completed_years, given, half_up, logistic, percent2

OSP_OUT = ["dc_points", "dc_p", "dc_percent", "dc_band", "dc_risk_reduction", "dc_reduced_band", "iic_2025_p",
           "iic_2025_percent", "iic_2025_band", "iic_2026_p", "iic_2026_percent", "iic_2026_band", "rsr_percent",
           "rsr_band", "csrp_percent", "csrp_band"]


def dc_points(adult, child, non_contact, total, stranger, age, last):
    points = min(adult, 3) * 5 + min(child, 3) * 3 + min(non_contact, 3) * 2
    if age < 60:
        points += 14 - max(0, (age - 18) // 3)
    if last is not None:
        points += 0 if last < 16 else 5 if last < 18 else 10
    return points + (6 if total >= 2 else 0) + (4 if stranger else 0)


def iic(adult, child, non_contact, images, year):
    """Probability and band of a man with a history."""
    if images >= 2:
        return 0.10310, "HIGH"
    if images == 1:
        return 0.03328, "MEDIUM"
    if child >= 2:
        return 0.00926, "LOW"
    if child == 1:
        return 0.00634, "LOW"
    if year == 2025:
        return 0.00281, "LOW"
    return (0.00281 if adult and non_contact else 0.0), "LOW"


def osp(ref, r):
    sex, history = r.code("sex", "MF"), r.integer("sexual_offence_history", 0, 1)
    counts = [r.integer(n) for n in ("contact_adult", "contact_child", "non_contact", "indecent_images")]
    total, stranger = r.integer("total_sanctions", 1), r.integer("stranger_victim", 0, 1)
    status = r.code("supervision_status", ["CUSTODY", "REMAND", "COMMUNITY"])
    birth, start, assessed = (r.date(f"date_of_{n}") for n in ("birth", "follow_up", "assessment"))
    sexual, recent = r.date("date_of_most_recent_sexual_offence"), r.date("date_of_most_recent_offence")
    a = r.age("age_at_follow_up", birth, start)
    last = r.age("age_at_most_recent_sexual_offence", birth, sexual)
    violence = r.number("violence_percent")
    out = dict.fromkeys(OSP_OUT)
    if r.broken or not given(sex, history):
        return out
    man = sex == "M"
    if man and not history and any(counts):
        return out
    applies = man and history
    dc = dc_error = None
    if not applies:
        out.update(dc_p=0.0, dc_percent=Fraction(0), dc_band="NOT_APPLICABLE", dc_reduced_band="NOT_APPLICABLE",
                   iic_2025_p=0.0, iic_2025_percent=Fraction(0), iic_2025_band="NOT_APPLICABLE", iic_2026_p=0.0,
                   iic_2026_percent=Fraction(0), iic_2026_band="LOW" if history else "NOT_APPLICABLE")
        wrong = start and birth and start <= birth  # a date before birth is no date of the record
        if wrong or a is BAD or last is BAD:
            out.update(dc_p=None, dc_percent=None, dc_band=None, dc_reduced_band=None)
            dc_error = True
        if assessed and birth and assessed <= birth:
            out.update(dc_reduced_band=None)
    else:
        counted = given(*counts)
        if counted and sum(counts) == 0:
            return out
        if counted:
            for year in (2025, 2026):
                p, name = iic(*counts, year)
                out.update({f"iic_{year}_p": p, f"iic_{year}_percent": percent2(p), f"iic_{year}_band": name})
        early = birth and any(d and d <= birth for d in (start, sexual))
        if counted and given(total, a) and last is not BAD and not early:
            points = dc_points(*counts[:3], total, stranger, a, last)
            p = 0.0 if points == 0 else logistic(0.1598 * points - 8.633)
            dc = band(points, 22, 30, 36)
            out.update(dc_points=points, dc_p=p, dc_percent=percent2(p), dc_band=dc)
            clear = given(status, assessed, start) and not (birth and any(d and d <= birth for d in (assessed, recent)))
            if clear:
                since = [start] + [d for d in (recent, sexual) if d]
                lower = dc != "LOW" and points > 0 and status != "CUSTODY" and all(
                    completed_years(d, assessed) >= 5 for d in since)
                names = ["LOW", "MEDIUM", "HIGH", "VERY_HIGH"]
                out.update(dc_risk_reduction=int(lower), dc_reduced_band=names[names.index(dc) - lower])
        else:
            dc_error = True
    if violence is None or dc_error:
        return out
    female = Fraction(38, 100) if not man and history else Fraction(0)
    for name, year, bounds in (("rsr", 2025, (Fraction(3), Fraction(69, 10))),
                               ("csrp", 2026, (Fraction(1), Fraction(3), Fraction(69, 10)))):
        part = out[f"iic_{year}_percent"]
        if part is None:
            continue
        if year == 2025:
            if history and given(*counts) and sum(counts) == 0:
                continue
            if applies and last is not None and last < 10:
                continue
        elif applies and (last is None or last >= 110 or sum(counts) > total or status is None or a >= 110):
            continue
        elif not applies and a is not None and a is not BAD and a >= 110:
            continue
        # violence has at most two decimals here, so that the sum is exact
        sum_ = half_up(Fraction(r.cells["violence_percent"]) + out["dc_percent"] + part + female, 2)
        sum_ = min(Fraction(9999, 100), max(Fraction(0), sum_))
        out.update({f"{name}_percent": sum_, f"{name}_band": band(sum_, *bounds)})
    return out


# ---- PNI ------------------------------------------------------------------------------------------

DOMAINS = {"sex": ["sexual_preoccupation", "sexual_interests", "congruence_with_children"],
           "thinking": ["pro_criminal", "hostile_orientation"],
           "relationships": ["family_relationships", "previous_relationships", "easily_influenced", "controlling_behaviour"],
           "self": ["impulsivity", "temper", "problem_solving", "coping"]}
LEVEL = ["LOW", "MEDIUM", "HIGH"]
BANDS = ["LOW", "MEDIUM", "HIGH", "VERY_HIGH", "NOT_APPLICABLE"]


def domain_level(name, raw):
    if name == "thinking":
        return 0 if raw == 0 else 1 if raw <= 2 else 2
    if name == "sex":
        return 0 if raw <= 1 else 1 if raw <= 3 else 2
    return 0 if raw <= 1 else 1 if raw <= 4 else 2


def pni_need(items, applies, community, partner, others):
    need = projected = 0
    gaps = {}
    for name, members in DOMAINS.items():
        values = [items[m] for m in members]
        gaps[name] = values.count(None)
        raw = sum(v for v in values if v is not None)
        level, most = domain_level(name, raw), domain_level(name, raw + 2 * gaps[name])
        if name == "thinking" and items["pro_criminal"] == 2:
            level = most = 2
        if name == "sex":
            if gaps[name] and raw < 4:
                level = 0
            if items["sexual_interests"] == 2:
                level = most = 2
            if not applies:
                level = most = 0
        need += level
        projected += most
    overall = lambda s: "LOW" if s <= 2 else "MEDIUM" if s <= 5 else "HIGH"
    need, projected = overall(need), overall(projected)
    some = partner in ("MEDIUM", "HIGH") or others in ("MEDIUM", "HIGH")
    used = need
    if need == "HIGH" or (community and need == "MEDIUM"):
        pass
    elif sum(gaps.values()):
        if need == projected:
            pass
        elif all(gaps.values()) and not community:
            used = None
        elif need == "MEDIUM" and not some:
            used = None
        elif some and partner and others:
            used = "MEDIUM" if community else "HIGH"
    return sum(gaps.values()), used, projected


def pni_risk(arp, vrp, csrp, dc, iic_, partner, others):
    sexual = lambda b: b in ("HIGH", "VERY_HIGH")
    no_band = all(b in (None, "NOT_APPLICABLE") for b in (dc, iic_))
    if (arp or 0) >= 75 or (vrp or 0) >= 60 or sexual(dc) or sexual(iic_) or "HIGH" in (partner, others):
        return "HIGH"
    if csrp is not None and int(csrp) >= 3 and no_band:
        return "HIGH"
    if (arp or 0) >= 50 or (vrp or 0) >= 30 or "MEDIUM" in (dc, iic_, partner, others):
        return "MEDIUM"
    return "MEDIUM" if csrp is not None and int(csrp) in (1, 2) and no_band else "LOW"


def pni(ref, r):
    status = r.code("supervision_status", ["CUSTODY", "REMAND", "COMMUNITY"])
    history, harm = r.integer("sexual_offence_history", 0, 1), r.integer("risk_of_sexual_harm", 0, 1)
    items = {m: r.integer(m, 0, 2) for members in DOMAINS.values() for m in members}
    arp, vrp, csrp = (r.number(f"{n}_percent") for n in ("arp", "vrp", "csrp"))
    dc, iic_ = r.code("dc_band", BANDS), r.code("iic_band", BANDS)
    partner, others = r.code("sara_partner", LEVEL), r.code("sara_others", LEVEL)
    out = dict.fromkeys(["missing", "need", "projected_need", "risk", "projected_risk", "result"])
    if r.broken or status is None:
        return out
    community, custody = status == "COMMUNITY", status == "CUSTODY"
    missing, need, projected = pni_need(items, history == 1 or harm == 1, community, partner, others)
    out.update(missing=missing, need=need, projected_need=projected)
    if need is None:
        out["result"] = "OMISSION"
        return out
    risk = pni_risk(arp, vrp, csrp, dc, iic_, partner, others)
    worst = pni_risk(arp, vrp, 100 if csrp is None else csrp, dc or "VERY_HIGH", iic_ or "VERY_HIGH", partner, others)
    projected_risk = worst if worst == "HIGH" else risk
    out.update(risk=risk, projected_risk=projected_risk)
    both = (arp or 0) >= 75 and (vrp or 0) >= 60
    top = need == "HIGH" and risk == "HIGH"
    if custody and (both or ((arp or 0) >= 75 and "HIGH" in (partner, others)) or top):
        result = "HIGH"
    elif (community and (both or top)) or {"MEDIUM", "HIGH"} & {partner, others} or \
            (need, risk) in (("MEDIUM", "HIGH"), ("HIGH", "MEDIUM"), ("MEDIUM", "MEDIUM")):
        result = "MODERATE"
    else:
        result = "ALTERNATIVE"
    if missing:
        if result == "ALTERNATIVE" and None in (partner, others):
            result = "OMISSION"
        elif projected_risk != risk or (partner is None and others is None and not community):
            result = "OMISSION"
    out["result"] = result
    return out


# ---- tiers ----------------------------------------------------------------------------------------

COMPLEXITY = ["RMDO", "ALSH", "RVLN", "RCCO", "RCPR", "RCHD", "RPIR", "RVAD", "STRG", "RTAO"]
# section: weight, standard from, severe from; the same for strengths and needs
SECTIONS = {"accommodation": (1, 2, 7, 3, 5), "education_training_and_employability": (1, 3, 7, 3, 7),
            "relationships": (1, 2, 5, 2, 5), "lifestyle_and_associates": (1, 2, 5, 2, 5),
            "drug_misuse": (1, 2, 8, 2, 6), "alcohol_misuse": (1, 4, 7, 2, 4),
            "thinking_and_behaviour": (2, 4, 7, 3, 5), "attitudes": (2, 2, 7, 1, 5)}


def tier_v2(ref, r):
    sex = r.code("sex", ["Male", "Female"])
    rsr, ogrs = r.number("rsr_percent", 0, 1000), r.number("ogrs3_percent_2yr")
    rosh = r.code("rosh", ["LOW", "MEDIUM", "HIGH", "VERY_HIGH"])
    mappa = r.integer("mappa_level", 1, 3)
    registers = {c.upper() for c in r.cells.get("complexity_registers", "").split()}
    parenting, impulsivity, temper = r.integer("parenting", 0, 1), r.integer("impulsivity", 0, 2), r.integer("temper", 0, 2)
    before, ended = r.integer("previous_enforcement", 0, 1), r.integer("sentence_terminated", 0, 1)
    assessed, sn, iom = (r.integer(n, 0, 1) for n in ("assessed", "strengths_and_needs", "iom"))
    scores = {s: r.integer(f"score_{s}") for s in SECTIONS}
    profile = r.code("profile", ["intended", "as_run"])
    wants = False
    for part in filter(None, r.cells.get("requirements", "").split(";")):
        code, _, restrictive = part.partition(":")
        if restrictive not in ("0", "1") or not code:
            r.broken = True
        wants = wants or (restrictive == "0" and code not in ("W", "W1"))
    out = dict.fromkeys(["mandate", "protect_points", "protect_level", "change_points", "change_level", "tier"])
    if r.broken or not given(ended, assessed) or (sex == "Female" and before is None):
        return out
    mandate = not ended and (r.cells.get("sentence_type") in ("NC", "SC") or wants)
    if mandate and assessed and not given(sn, iom):
        return out
    rsr = rsr or 0
    top = rsr < 99.99 if profile == "as_run" else rsr <= 99.99
    by_rsr = 20 if rsr >= 7 and top else 10 if 3 <= rsr <= 6.99 else 0
    by_rosh = {"VERY_HIGH": 150, "HIGH": 20, "MEDIUM": 10}.get(rosh, 0)
    points = max(by_rsr, by_rosh) + {None: 0, 1: 5, 2: 150, 3: 150}[mappa]
    points += 2 * len(registers & set(COMPLEXITY))
    if sex == "Female":
        points += 2 * before
        if assessed:
            points += 2 * ((parenting or 0) > 0) + 2 * ((impulsivity or 0) > 0 or (temper or 0) > 0)
    level = "A" if points >= 150 else "B" if points >= 20 else "C" if points >= 10 else "D"
    change, change_level = 0, 0
    if mandate and not assessed:
        change_level = 2
    elif mandate:
        for section, (weight, standard, severe, standard_sn, severe_sn) in SECTIONS.items():
            score = scores[section]
            if score is not None:
                low, high = (standard_sn, severe_sn) if sn else (standard, severe)
                change += weight * (2 if score >= high else 1 if score >= low else 0)
        change += int((ogrs or 0) // 10) + 2 * iom
        change_level = 3 if change >= 20 else 2 if change >= 10 else 1
    out.update(mandate=int(mandate), protect_points=points, protect_level=level, change_points=change,
               change_level=change_level, tier=f"{level}{change_level}" + ("S" if "PRC" in registers else ""))
    return out


GRID = {6.9: "AABBBB", 3.0: "ABCCCC", 1.0: "BCDEEE", 0.5: "CDEEFF", 0.0: "DDEFFG"}


def step_one(csrp, arp):
    row = GRID[max(k for k in GRID if csrp >= k)]
    return row[[arp >= k for k in (90, 75, 50, 25, 15, 0)].index(True)]


def same_day(date, years):
    try:
        return date.replace(year=date.year - years)
    except ValueError:
        return datetime.date(date.year - years, 2, 28)


def tier_v3(ref, r):
    today, release = r.date("date_of_calculation"), r.date("latest_release_date")
    active = r.integer("active_event", 0, 1)
    arp, csrp, dc = r.number("arp_percent"), r.number("csrp_percent"), r.number("dc_percent")
    arp_type, csrp_type = (r.code(n, ["STATIC", "DYNAMIC"]) for n in ("arp_type", "csrp_type"))
    dc_band = r.code("dc_band", BANDS)
    mappa = r.code("mappa_category", ["M1", "M2", "M3", "M4"])
    rosh = r.code("rosh", ["LOW", "MEDIUM", "HIGH", "VERY_HIGH"])
    lifer, abuse, stalking, child, sexual = (
        r.integer(n, 0, 1) for n in ("lifer", "domestic_abuse", "stalking", "child_protection", "sexual_offence"))
    out = dict.fromkeys(["tier", "provisional"])
    if r.broken or active is None:
        return out
    if not active:
        return {"tier": "NOT_SUPERVISED", "provisional": 0}
    if not given(arp, csrp):
        return {"tier": "MISSING", "provisional": 0}
    if not given(lifer, abuse, stalking, child, sexual) or (lifer and release and not today):
        return out
    two = "G"
    if (dc or 0) > 0 and dc_band in BANDS[:4]:
        two = {"VERY_HIGH": "A", "HIGH": "B", "LOW": "E"}.get(dc_band)
        if two is None:
            if dc < 0.60:
                return {"tier": "ERROR", "provisional": None}
            two = "C" if dc >= 3.36 else "D" if dc >= 2.11 else "C" if dc >= 1.12 else "D"
    if mappa:
        three = {"VERY_HIGH": "A", "HIGH": "C", "MEDIUM": "D", "LOW": "E", None: "E"}[rosh]
    else:
        three = {"VERY_HIGH": "C", "HIGH": "D"}.get(rosh, "G")
    four = "G"
    if lifer and release:
        four = "B" if release >= same_day(today, 1) else "D" if release >= same_day(today, 5) else "E"
    rest = [two, four, "E" if abuse else "G", "F" if stalking else "G", "F" if child else "G", "E" if sexual else "G"]
    one = step_one(csrp, arp)
    w = min(rest + [three])
    provisional = False
    if (arp_type, csrp_type) == ("STATIC", "STATIC"):
        provisional = w > "A"
    elif (arp_type, csrp_type) == ("STATIC", "DYNAMIC"):
        provisional = w > step_one(csrp, 100)
    elif (arp_type, csrp_type) == ("DYNAMIC", "STATIC"):
        provisional = w > step_one(100, arp)
    if rosh is None:
        u = min(rest + ([one] if (arp_type, csrp_type) == ("DYNAMIC", "DYNAMIC") else []))
        provisional = provisional or u > ("A" if mappa else "C")
    return {"tier": min(w, one), "provisional": int(provisional)}
