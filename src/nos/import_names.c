/* SPDX-License-Identifier: MIT */
/* The names that publishers use, and words that say whether a statement goes on. All are data. */
#include "nos/import.h"

#define H(text, r)                                                                                 \
    {                                                                                              \
        text, CJI_IMPORT_HEADING, CJI_IMPORT_##r, 0                                                \
    }
#define LIST(text, f)                                                                              \
    {                                                                                              \
        text, CJI_IMPORT_HEADING, CJI_IMPORT_LIST, CJ_NOS_##f                                      \
    }
#define LEAD(text, r)                                                                              \
    {                                                                                              \
        text, CJI_IMPORT_LEAD, CJI_IMPORT_##r, 0                                                   \
    }
#define ROW(text, f)                                                                               \
    {                                                                                              \
        text, CJI_IMPORT_ROW, CJI_IMPORT_META, CJ_NOS_##f                                          \
    }
#define OWN(text, f)                                                                               \
    {                                                                                              \
        text, CJI_IMPORT_ROW, CJI_IMPORT_META, CJI_IMPORT_ROW_##f                                  \
    }
#define BANNER(text)                                                                               \
    {                                                                                              \
        text, CJI_IMPORT_BANNER, CJI_IMPORT_NONE, 0                                                \
    }

/* Longer names stand before those that they begin with. */
const cji_import_name cji_import_names[] = {
    H("overview", OVERVIEW),
    H("standard overview", OVERVIEW),
    H("unit overview", OVERVIEW),
    H("overview of the standard", OVERVIEW),
    H("summary", OVERVIEW),
    H("unit summary", OVERVIEW),
    H("standard summary", OVERVIEW),
    H("introduction", OVERVIEW),
    H("about this standard", OVERVIEW),
    H("about this unit", OVERVIEW),
    H("what this standard is about", OVERVIEW),
    H("what this unit is about", OVERVIEW),
    H("purpose", OVERVIEW),
    H("target group", TARGET),
    H("target groups", TARGET),
    H("target audience", TARGET),
    H("who this standard is for", TARGET),
    H("who this unit is for", TARGET),
    H("elements", ELEMENTS),
    H("elements of competence", ELEMENTS),
    H("performance criteria", CRITERIA),
    H("performance criterion", CRITERIA),
    H("performance statements", CRITERIA),
    H("performance outcomes", CRITERIA),
    H("performance requirements", CRITERIA),
    H("what you must be able to do", CRITERIA),
    H("what you must do", CRITERIA),
    LEAD("you must be able to do the following", CRITERIA),
    LEAD("you must be able to", CRITERIA),
    LEAD("you will be able to", CRITERIA),
    LEAD("you need to be able to", CRITERIA),
    LEAD("you should be able to", CRITERIA),
    LEAD("to meet this standard you must be able to", CRITERIA),
    LEAD("to meet the standard you must be able to", CRITERIA),
    LEAD("to meet this standard you must", CRITERIA),
    LEAD("to meet the standard you must", CRITERIA),
    LEAD("to achieve this standard you must be able to", CRITERIA),
    H("knowledge and understanding", KNOWLEDGE),
    H("knowledge and understanding requirements", KNOWLEDGE),
    H("underpinning knowledge and understanding", KNOWLEDGE),
    H("knowledge requirements", KNOWLEDGE),
    H("underpinning knowledge", KNOWLEDGE),
    H("knowledge", KNOWLEDGE),
    H("knowledge statements", KNOWLEDGE),
    H("what you must know and understand", KNOWLEDGE),
    H("what you need to know and understand", KNOWLEDGE),
    LEAD("you need to know and understand the following", KNOWLEDGE),
    LEAD("you need to know and understand", KNOWLEDGE),
    LEAD("you must know and understand", KNOWLEDGE),
    LEAD("you should know and understand", KNOWLEDGE),
    LEAD("you will know and understand", KNOWLEDGE),
    LEAD("you need to know", KNOWLEDGE),
    LEAD("you need to understand", KNOWLEDGE),
    LEAD("you must know", KNOWLEDGE),
    LIST("scope/range", SCOPE_RANGE),
    LIST("scope / range", SCOPE_RANGE),
    LIST("scope and range", SCOPE_RANGE),
    LIST("scope/range related to performance criteria", SCOPE_RANGE),
    LIST("scope/range related to knowledge and understanding", SCOPE_RANGE),
    LIST("scope", SCOPE_RANGE),
    LIST("range", SCOPE_RANGE),
    LIST("range statement", SCOPE_RANGE),
    LIST("range statements", SCOPE_RANGE),
    LIST("behaviours", BEHAVIOUR),
    LIST("behaviour", BEHAVIOUR),
    LIST("values and behaviours", BEHAVIOUR),
    LIST("skills and behaviours", BEHAVIOUR),
    LIST("skills", SKILL),
    LIST("skills required", SKILL),
    LIST("values", VALUE),
    H("glossary", GLOSSARY),
    H("glossary of terms", GLOSSARY),
    H("key terms", GLOSSARY),
    H("definitions", GLOSSARY),
    H("links to other nos", LINKS),
    H("links to other standards", LINKS),
    H("links to other national occupational standards", LINKS),
    H("external links", LINKS),
    H("external links and resources", LINKS),
    H("related standards", LINKS),
    H("related nos", LINKS),
    H("links", LINKS),
    H("additional information", META),
    H("standard information", META),
    H("standard details", META),
    H("metadata", META),
    ROW("developed by", DEVELOPED_BY),
    OWN("version number", VERSION),
    OWN("version no", VERSION),
    OWN("version", VERSION),
    ROW("date approved", DATE_APPROVED),
    ROW("date of approval", DATE_APPROVED),
    ROW("approval date", DATE_APPROVED),
    ROW("approved", DATE_APPROVED),
    ROW("indicative review date", REVIEW_DATE),
    ROW("review date", REVIEW_DATE),
    ROW("date of review", REVIEW_DATE),
    ROW("validity", VALIDITY),
    ROW("status", STATUS),
    ROW("category", CATEGORY),
    ROW("nos category", CATEGORY),
    ROW("originating organisation", ORIGINATING_ORGANISATION),
    ROW("originating organization", ORIGINATING_ORGANISATION),
    ROW("originating body", ORIGINATING_ORGANISATION),
    ROW("original urn", ORIGINAL_URN),
    ROW("replaced by", REPLACED_BY),
    ROW("relevant occupations", OCCUPATION),
    ROW("relevant occupation", OCCUPATION),
    ROW("occupations", OCCUPATION),
    ROW("suites", SUITE),
    ROW("suite", SUITE),
    ROW("nos suite", SUITE),
    ROW("keywords", KEYWORD),
    ROW("key words", KEYWORD),
    ROW("keyword", KEYWORD),
    ROW("soc codes", SOC_CODE),
    ROW("soc code", SOC_CODE),
    ROW("soc", SOC_CODE),
    ROW("licence", LICENCE),
    OWN("unit title", TITLE),
    OWN("standard title", TITLE),
    OWN("title of standard", TITLE),
    OWN("title", TITLE),
    OWN("unique reference number", URN),
    OWN("urn", URN),
    OWN("nos urn", URN),
    OWN("reference number", URN),
    OWN("unit reference", URN),
    OWN("unit number", URN),
    BANNER("national occupational standard"),
    BANNER("national occupational standards"),
    BANNER("nos"),
    BANNER("uk standards"),
    BANNER("ukstandards.org.uk"),
    BANNER("www.ukstandards.org.uk"),
    BANNER("final version"),
    BANNER("continued"),
    BANNER("(continued)"),
    BANNER("end of standard"),
};

const size_t cji_import_name_count = CJI_COUNT(cji_import_names);

bool cji_import_fold(cji_str text, char out[CJI_IMPORT_FOLDED])
{
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (n + 5 >= CJI_IMPORT_FOLDED)
            return false;
        if (c == '&') {
            memcpy(out + n, "and", 3);
            n += 3;
        } else if (c == ' ' || c == '\t') {
            if (n > 0 && out[n - 1] != ' ')
                out[n++] = ' ';
        } else {
            out[n++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
        }
    }
    while (n > 0 && (out[n - 1] == ' ' || out[n - 1] == ':'))
        n--;
    out[n] = '\0';
    return true;
}

/* Takes off what says that a heading is there for the second time. */
static void drop_continued(char folded[CJI_IMPORT_FOLDED])
{
    static const char *const tails[] = {"(continued)", "continued", "(cont.)", "(cont'd)", "cont."};
    size_t n = strlen(folded);
    for (size_t i = 0; i < CJI_COUNT(tails); i++) {
        size_t t = strlen(tails[i]);
        if (n <= t || strcmp(folded + n - t, tails[i]) != 0)
            continue;
        n -= t;
        while (n > 0 && strchr(" -:,", folded[n - 1]) != NULL)
            n--;
        folded[n] = '\0';
        return;
    }
}

static void drop_commas(char *folded)
{
    char *to = folded;
    for (const char *from = folded; *from != '\0'; from++) {
        if (*from != ',')
            *to++ = *from;
    }
    *to = '\0';
}

const cji_import_name *cji_import_name_of(cji_str text)
{
    char folded[CJI_IMPORT_FOLDED];
    if (text.n == 0 || !cji_import_fold(text, folded))
        return NULL;
    drop_continued(folded);
    drop_commas(folded);
    for (size_t i = 0; i < cji_import_name_count; i++) {
        const cji_import_name *name = &cji_import_names[i];
        if (strcmp(name->name, folded) != 0)
            continue;
        /* A word that ends a line is no heading: those begin with a capital. */
        if (name->kind != CJI_IMPORT_LEAD && name->kind != CJI_IMPORT_BANNER &&
            cji_import_lower(text))
            return NULL;
        return name;
    }
    return NULL;
}

bool cji_import_name_begins(cji_str text)
{
    char folded[CJI_IMPORT_FOLDED];
    size_t n;
    if (text.n == 0 || !cji_import_upper(text) || !cji_import_fold(text, folded))
        return false;
    n = strlen(folded);
    for (size_t i = 0; i < cji_import_name_count; i++) {
        const char *name = cji_import_names[i].name;
        if (strncmp(name, folded, n) == 0 && (name[n] == ' ' || name[n] == '/'))
            return true;
    }
    return false;
}

/* How many bytes of `text` fold to `name`; 0: it does not begin so. */
static size_t begins_with(cji_str text, const char *name)
{
    size_t i = 0;
    for (; *name != '\0'; name++) {
        char c;
        while (i < text.n && text.p[i] == ',')
            i++;
        if (i == text.n)
            return 0;
        c = text.p[i];
        c = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c == '\t' ? ' ' : c;
        if (c != *name)
            return 0;
        i++;
    }
    return i;
}

const cji_import_name *cji_import_name_at(cji_str text, bool loose, cji_str *rest)
{
    const cji_import_name *best = NULL;
    size_t longest = 0;
    for (size_t i = 0; i < cji_import_name_count; i++) {
        const cji_import_name *name = &cji_import_names[i];
        size_t n = begins_with(text, name->name), to;
        if (n <= longest || n == text.n || name->kind == CJI_IMPORT_BANNER)
            continue;
        for (to = n; to < text.n && text.p[to] == ' '; to++) {
        }
        if (to == text.n || (text.p[to] != ':' && text.p[to] != '\t' && (!loose || to == n)))
            continue;
        best = name;
        longest = n;
        *rest = (cji_str){text.p + to, text.n - to};
    }
    while (best != NULL && rest->n > 0 && strchr(": \t", rest->p[0]) != NULL) {
        rest->p++;
        rest->n--;
    }
    return best;
}

/* Whether a folded text has this word. */
static bool has(const char *folded, const char *word)
{
    const char *at = strstr(folded, word);
    size_t n = strlen(word);
    return at != NULL && (at == folded || at[-1] == ' ') &&
           (at[n] == '\0' || at[n] == ' ' || at[n] == ',');
}

const cji_import_name *cji_import_lead_of(cji_str text)
{
    static const cji_import_name criteria = LEAD("you must", CRITERIA);
    static const cji_import_name knowledge = LEAD("you need to know", KNOWLEDGE);
    static const char *const ends[] = {"you",  "must",      "to",   "understand",
                                       "know", "following", "need", "able"};
    char folded[CJI_IMPORT_FOLDED];
    const char *last;
    bool ended = text.n > 0 && text.p[text.n - 1] == ':';
    if (!cji_import_upper(text) || !cji_import_fold(text, folded) || !has(folded, "you"))
        return NULL;
    last = strrchr(folded, ' ');
    for (size_t i = 0; i < CJI_COUNT(ends) && last != NULL; i++)
        ended = ended || strcmp(last + 1, ends[i]) == 0;
    if (!ended)
        return NULL;
    if (has(folded, "know") || has(folded, "understand"))
        return &knowledge;
    return has(folded, "must") || has(folded, "able") || has(folded, "need") ||
                   has(folded, "standard") || has(folded, "unit")
               ? &criteria
               : NULL;
}

/* ---- words ----------------------------------------------------------------------------------- */

static bool is_one_of(cji_str word, const char *const *words, size_t n)
{
    char folded[CJI_IMPORT_FOLDED];
    if (word.n == 0 || !cji_import_fold(word, folded))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (strcmp(words[i], folded) == 0)
            return true;
    }
    return false;
}

bool cji_import_word_hangs(cji_str word)
{
    static const char *const words[] = {
        "a",       "an",        "the",       "of",         "and",     "or",      "to",    "with",
        "for",     "in",        "on",        "at",         "by",      "from",    "as",    "into",
        "that",    "which",     "their",     "your",       "its",     "his",     "her",   "our",
        "who",     "whose",     "whom",      "if",         "between", "within",  "upon",  "towards",
        "against", "including", "regarding", "concerning", "than",    "because", "may",   "can",
        "will",    "must",      "should",    "using",      "through", "during",  "under", "while",
        "whether", "different", "via",       "e.g.",       "such",
    };
    return is_one_of(word, words, CJI_COUNT(words));
}

bool cji_import_word_wants(cji_str word)
{
    static const char *const words[] = {"the",   "a",   "an",  "of", "your",
                                        "their", "its", "and", "or"};
    return is_one_of(word, words, CJI_COUNT(words));
}

bool cji_import_word_goes_on(cji_str word, char part)
{
    static const char *const words[] = {
        "and",    "or",    "of",      "to",        "with",      "for",        "in",     "on",
        "at",     "by",    "from",    "as",        "into",      "that",       "which",  "their",
        "its",    "who",   "whose",   "whom",      "where",     "when",       "if",     "is",
        "are",    "be",    "been",    "including", "regarding", "concerning", "than",   "because",
        "within", "upon",  "towards", "against",   "between",   "them",       "it",     "was",
        "were",   "has",   "have",    "may",       "can",       "will",       "should", "such",
        "these",  "those", "this",    "they",      "relating",  "through",    "but",    "also",
    };
    /* Knowledge may begin with these, criteria do not: they begin with a verb. */
    static const char *const nouns[] = {"the", "a", "an", "your", "any", "how", "why", "what"};
    static const char *const questions[] = {"how",   "why",   "what",  "when", "who",
                                            "where", "which", "whose", "to"};
    if (part == 'K' && is_one_of(word, questions, CJI_COUNT(questions)))
        return false;
    return is_one_of(word, words, CJI_COUNT(words)) ||
           (part == 'P' && is_one_of(word, nouns, CJI_COUNT(nouns)));
}

bool cji_import_word_is_prefix(cji_str word)
{
    static const char *const words[] = {"re", "co", "e",   "on",  "up",   "un",    "in",
                                        "de", "of", "off", "pre", "well", "under", "over"};
    return is_one_of(word, words, CJI_COUNT(words));
}

bool cji_import_word_opens(cji_str word, char part)
{
    static const char *const verbs[] = {
        "access",      "achieve",     "act",        "adapt",     "address",    "adhere",
        "advise",      "agree",       "analyse",    "apply",     "appraise",   "arrange",
        "ask",         "assemble",    "assess",     "assist",    "attend",     "bring",
        "build",       "calculate",   "carry",      "challenge", "check",      "choose",
        "clarify",     "classify",    "clean",      "collate",   "collect",    "communicate",
        "compare",     "compile",     "complete",   "comply",    "conduct",    "confirm",
        "consider",    "construct",   "consult",    "contact",   "contribute", "control",
        "coordinate",  "co-ordinate", "create",     "deal",      "decide",     "define",
        "deliver",     "demonstrate", "describe",   "design",    "determine",  "develop",
        "direct",      "discuss",     "dispose",    "document",  "draw",       "encourage",
        "enforce",     "engage",      "ensure",     "establish", "evaluate",   "examine",
        "explain",     "explore",     "facilitate", "find",      "follow",     "forward",
        "gather",      "generate",    "give",       "handle",    "help",       "hold",
        "identify",    "implement",   "inform",     "initiate",  "inspect",    "interpret",
        "investigate", "involve",     "issue",      "justify",   "keep",       "lead",
        "liaise",      "listen",      "locate",     "maintain",  "make",       "manage",
        "measure",     "meet",        "minimise",   "monitor",   "negotiate",  "notify",
        "observe",     "obtain",      "offer",      "operate",   "organise",   "participate",
        "perform",     "plan",        "prepare",    "present",   "prioritise", "process",
        "produce",     "promote",     "protect",    "provide",   "receive",    "recognise",
        "recommend",   "record",      "reflect",    "refer",     "report",     "request",
        "research",    "resolve",     "respect",    "respond",   "review",     "schedule",
        "secure",      "seek",        "select",     "set",       "share",      "show",
        "store",       "submit",      "supervise",  "support",   "take",       "test",
        "treat",       "update",      "use",        "utilise",   "verify",     "warn",
        "work",
    };
    static const char *const nouns[] = {
        "agencies",
        "causes",
        "characteristics",
        "circumstances",
        "codes",
        "components",
        "concepts",
        "consequences",
        "ethical",
        "factors",
        "guidance",
        "guidelines",
        "importance",
        "indicators",
        "legal",
        "legislation",
        "limitations",
        "limits",
        "methods",
        "models",
        "patterns",
        "policies",
        "possible",
        "practices",
        "principles",
        "problems",
        "procedures",
        "processes",
        "properties",
        "purposes",
        "range",
        "reasons",
        "regulations",
        "relationships",
        "relevant",
        "requirements",
        "research",
        "responsibilities",
        "rights",
        "roles",
        "rules",
        "signs",
        "sources",
        "standards",
        "statutory",
        "steps",
        "styles",
        "techniques",
        "theories",
        "tools",
        "trends",
        "types",
        "uses",
        "ways",
    };
    return part == 'P' ? is_one_of(word, verbs, CJI_COUNT(verbs))
                       : is_one_of(word, nouns, CJI_COUNT(nouns));
}

bool cji_import_word_counts(cji_str word)
{
    static const char *const words[] = {"day",  "days",  "week",    "weeks", "month", "months",
                                        "year", "years", "hour",    "hours", "of",    "per",
                                        "or",   "and",   "minutes", "to",    "in",    "people"};
    return is_one_of(word, words, CJI_COUNT(words));
}

int32_t cji_import_number_word(cji_str word)
{
    static const char *const words[] = {"one",   "two",   "three", "four", "five",   "six",
                                        "seven", "eight", "nine",  "ten",  "eleven", "twelve"};
    char folded[CJI_IMPORT_FOLDED];
    int64_t n;
    if (cji_parse_int(word, &n))
        return n >= 1 && n <= 99 ? (int32_t)n : 0;
    for (size_t i = 0; i < CJI_COUNT(words) && cji_import_fold(word, folded); i++) {
        if (strcmp(words[i], folded) == 0)
            return (int32_t)i + 1;
    }
    return 0;
}

int32_t cji_import_month(cji_str word)
{
    static const char *const words[] = {"january",   "february", "march",    "april",
                                        "may",       "june",     "july",     "august",
                                        "september", "october",  "november", "december"};
    char folded[CJI_IMPORT_FOLDED];
    size_t n;
    if (!cji_import_fold(word, folded))
        return 0;
    n = strcspn(folded, ".,");
    for (size_t i = 0; i < CJI_COUNT(words) && n >= 3; i++) {
        if (strncmp(words[i], folded, n) == 0 && (n == 3 || n == strlen(words[i]) || n == 4))
            return (int32_t)i + 1;
    }
    return 0;
}
