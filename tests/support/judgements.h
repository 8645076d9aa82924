/* SPDX-License-Identifier: MIT */
/* Acts of a practitioner's stream, as text; the candidate is p.one, the assessor a.one. */
#ifndef CJ_TEST_JUDGEMENTS_H
#define CJ_TEST_JUDGEMENTS_H

#define ACTOR(tag, id, role) "<" tag "><id>" id "</id><role>" role "</role><org>own</org></" tag ">"
#define STREAM_ACT(id, kind, who, day, body)                                                       \
    "<act id=\"" id "\" kind=\"" kind "\" handle=\"p.one\" occurred_at=\"2026-" day                \
    "T10:00Z\" occurred_precision=\"minute\" recorded_at=\"2026-" day                              \
    "T10:00Z\" sensitivity=\"normal\">\n" ACTOR("performed_by", who, "r") body "</act>\n"
#define STANDARD "<standard><urn>SFJED1</urn><version>3</version></standard>"
#define SOUND                                                                                      \
    "<varcs><key>valid</key><ok>true</ok></varcs><varcs><key>authentic</key><ok>true</ok></varcs>"
#define CITED "<sampled_none_reason>n</sampled_none_reason>"
#define JUDGED_BY(id, who, day, item, found, method, more)                                         \
    STREAM_ACT(id, "judgement_recorded", who, day,                                                 \
               ACTOR("candidate", "p.one", "practitioner") STANDARD                                \
               "<criterion>" item "</criterion><judge_finding>" found                              \
               "</judge_finding><judge_methods>" method                                            \
               "</judge_methods><rationale>seen</rationale>" CITED SOUND more                      \
               "<assessor_qualified>true</assessor_qualified>")
#define JUDGED(id, day, item, found, method) JUDGED_BY(id, "a.one", day, item, found, method, "")
#define DECIDED_BY(id, who, day, decision, more)                                                   \
    STREAM_ACT(id, "judgement_recorded", who, day,                                                 \
               ACTOR("candidate", "p.one", "practitioner") STANDARD more                           \
               "<standard_decision>" decision                                                      \
               "</standard_decision><rationale>all of it</rationale>" CITED                        \
               "<assessor_qualified>true</assessor_qualified>")
#define WITHDRAWN(id, who, day, of)                                                                \
    STREAM_ACT(id, "judgement_withdrawn", who, day,                                                \
               "<judgement>" of "</judgement><withdrawal_reason>w</withdrawal_reason>")
#define SAMPLED(id, who, day, of)                                                                  \
    STREAM_ACT(id, "iqa_sampled", who, day,                                                        \
               of "<iqa_reason>random</iqa_reason><iqa_result>agreed</iqa_result>"                 \
                  "<comment>c</comment>")
#define OF(id) "<judgements>" id "</judgements>"
#define APPEALED(id, who, day, of, handler)                                                        \
    STREAM_ACT(id, "judgement_appealed", who, day,                                                 \
               "<judgement>" of                                                                    \
               "</judgement><grounds>g</grounds>" ACTOR("handled_by", handler, "iqa"))
#define ANSWERED(id, who, day, of, outcome)                                                        \
    STREAM_ACT(id, "outcome_recorded", who, day,                                                   \
               "<of>" of "</of><outcome>" outcome "</outcome><by>" who                             \
               "</by><at>2026-03-09T10:00Z</at><outcome_reason>o</outcome_reason>")
#define STREAM(acts)                                                                               \
    "<case id=\"practitioner p.one\" vocabulary=\"1\" xmlns=\"urn:cjustice:case:1\">\n" acts       \
    "</case>\n"

#endif
