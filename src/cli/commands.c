/* SPDX-License-Identifier: MIT */
/* The table of commands. */
#include "cli.h"

#define LIMITS OPT_FROM, OPT_TO, OPT_REASON, OPT_SUPERSEDES, OPT_LIFT

#define JUDGE                                                                                      \
    OPT_PRACTITIONER, OPT_CRITERION, OPT_FINDING, OPT_METHOD, OPT_RATIONALE, OPT_CITES, OPT_VARCS, \
        OPT_ASSESSOR_QUALIFIED, OPT_ACKNOWLEDGE, OPT_MANUAL_NA, OPT_STANDARD, OPT_DECISION,        \
        OPT_WITHDRAW, OPT_REASON, OPT_IQA, OPT_RESULT, OPT_TEXT, OPT_APPEAL, OPT_HANDLED_BY,       \
        OPT_ANSWER

const cli_command cli_commands[] = {
    {"nos list", "", 0, 0, CLI_TEXT | CLI_JSON | CLI_CSV,
     CLI_IDS(OPT_SUITE, OPT_OCCUPATION, OPT_KEYWORD, OPT_WORDS, OPT_LATEST), 0, false, cli_nos_list,
     "List the National Occupational Standards that are loaded.",
     "Each line gives the key (URN and version), how many criteria and statements of knowledge it "
     "has, and its title. With --suite, --occupation, --keyword, --words or --latest only those "
     "that fit all of them; with --words also the items in which all the words stand."},
    {"nos show", "URN[@VERSION]", 1, 1, CLI_TEXT | CLI_JSON | CLI_CSV, 0, 0, false, cli_nos_show,
     "Show one standard: its criteria, limbs and knowledge.",
     "Without a version: of the last directory of standards that has the URN, its highest "
     "version.\nThe CSV has the columns urn,part,element_or_section,number,text."},
    {"nos validate", "FILE...", 1, -1, CLI_TEXT, 0, 0, false, cli_nos_validate,
     "Check definitions of standards (.xml, .xml.gz); tell every problem.",
     "Exit 1 when a file is not valid."},
    {"nos export", "URN[@VERSION]", 1, 1, CLI_TEXT, CLI_IDS(OPT_AS, OPT_OUTPUT), CLI_IDS(OPT_AS),
     false, cli_nos_export, "Write a standard for other software.",
     "Its identifiers are made from URN, version and address, so they are the same whenever it is "
     "written. --as-of gives the day of the last change that the package states; the default is "
     "now."},
    {"nos diff", "A B", 2, 2, CLI_TEXT | CLI_JSON | CLI_CSV, 0, 0, false, cli_nos_diff,
     "How one definition became another: what was added, removed, reworded, renumbered, moved.",
     "A and B are keys, URN or URN@VERSION, or files (.xml, .xml.gz). An item that only has "
     "another number is told as renumbered, not as removed and added."},
    {"nos import", "FILE", 1, 1, CLI_TEXT, CLI_IDS(OPT_URN, OPT_OUTPUT, OPT_MATCH), 0, false,
     cli_nos_import, "Make a definition out of the published text of a standard.",
     "FILE is plain text as it came out of a PDF, a web page or a word processor. Every repair is "
     "a "
     "note with its line: docs/nos-import.md. Exit 1 when something has no place: the definition "
     "is "
     "written all the same, and marked incomplete. Laid over the shipped definition (in DIR/nos, "
     "with --standards DIR) it takes its place where the structure is the same."},
    {"init", "STORE", 1, 1, CLI_TEXT, CLI_IDS(OPT_ORIGIN), 0, true, cli_init,
     "Make a new store: a database, its audit log STORE.audit and its key STORE.key.",
     "Nothing that exists is overwritten. Keep the key away from who may read the log."},
    {"record", "STORE FILE...", 2, -1, CLI_TEXT | CLI_JSON | CLI_CSV, 0, 0, true, cli_record,
     "Record case files (.xml, .xml.gz).",
     "Each file is one unit: all of its acts or none. Acts that the store has are recognised. A "
     "file that is refused does not stop the others; the exit status is the worst of all files. "
     "Findings of conduct rules are warnings: the facts are recorded."},
    {"show", "STORE CASE", 2, 2, CLI_TEXT | CLI_JSON, CLI_IDS(OPT_AT, OPT_KNOWN_AT), 0, true,
     cli_show, "Show a case as it stands: what its acts add up to, handle by handle.",
     "The state is computed from the acts. Opening the view is logged."},
    {"export", "STORE CASE", 2, 2, CLI_TEXT, CLI_IDS(OPT_OUTPUT), 0, true, cli_export,
     "Write the acts of a case as a case file.",
     "Recording an export into an empty store and exporting again gives the same bytes. The file "
     "holds personal data; the export is logged as a disclosure to the actor."},
    {"check", "STORE [CASE]", 1, 2, CLI_TEXT | CLI_JSON | CLI_CSV | CLI_MARKDOWN,
     CLI_IDS(OPT_STANDARD, OPT_STRICT, OPT_PRACTITIONER, OPT_CASE, OPT_BUNDLE, OPT_TRUSTED),
     CLI_IDS(OPT_STANDARD), true, cli_check,
     "Which criteria the acts of a case, or of a practitioner, evidence, and what is missing.",
     "With CASE it reports what the record shows, whoever performed the acts; with --practitioner "
     "in place of CASE only what that worker performed, across cases, with what assessors found of "
     "it. It makes no finding on any worker and no finding on the person: that is for a named "
     "assessor (`judge`). Of somebody else's work across cases the policy wants the operation "
     "check-practitioner. With --bundle the same report, with pseudonyms for cases, goes into a "
     "file that anybody can verify against the log; with --trusted the bundle also shows that the "
     "log continues that checkpoint."},
    {"judge", "STORE", 1, 1, CLI_TEXT | CLI_JSON, CLI_IDS(JUDGE), CLI_IDS(OPT_PRACTITIONER), true,
     cli_judge, "What an assessor finds of a practitioner's work, or decides on a standard.",
     "A finding: --criterion, --finding, --method, --rationale, --varcs and, of a criterion that "
     "is met, --cites. A decision: --standard, --decision, --rationale; it is recorded and never "
     "computed. The actor is the assessor, on the day --as-of, else now; refused where the actor "
     "is the candidate, or had a part in an act that is cited.\nA judgement is never changed: "
     "--withdraw takes it back. --iqa is for quality assurance, --appeal for the candidate, "
     "--answer for who handles the appeal. Each prints the id of its act. With --practitioner "
     "alone the candidate's judgements are listed."},
    {"caseload", "STORE", 1, 1, CLI_TEXT | CLI_JSON | CLI_CSV, CLI_IDS(OPT_ORDER, OPT_LIMIT), 0,
     true, cli_caseload,
     "The cases that the actor holds, in an order, each with the reason for its place.",
     "A manager sees all open cases. A case that is barred to the actor is in no row and no "
     "count. Vulnerability has no part in the order, but that a worker gave the need of "
     "protection as a reason. The rows are logged."},
    {"due", "STORE", 1, 1, CLI_TEXT | CLI_JSON | CLI_CSV, CLI_IDS(OPT_LIMIT), 0, true, cli_due,
     "What falls due in the cases that the actor holds, the earliest first.",
     "As of --as-of, else today. Each row names the rule and the act that opened it and, where the "
     "policy gave the day, the policy with its citation. What is owed although no timescale is set "
     "stands at the end. The rows are logged."},
    {"rescore", "STORE INSTRUMENT", 2, 2, CLI_TEXT | CLI_JSON | CLI_CSV, 0, 0, true, cli_rescore,
     "Work the scores of the caseload out again, and say which would be another and why.",
     "In each case that the actor holds (a manager: all) the latest score of INSTRUMENT is worked "
     "out from the values that its assessment states, with the tables of today, as of --as-of, "
     "else "
     "today. It changes no level, contact or order: a score stays what somebody adopted until "
     "somebody decides again. The cases whose scores were looked at are logged."},
    {"restrict", "STORE CASE", 2, 2, CLI_TEXT, CLI_IDS(OPT_ALLOW, LIMITS), 0, true, cli_restrict,
     "Let only those named see a case.",
     "Prints the id of the limit. Its last day does not open the case again: that is for --lift. "
     "STORE and CASE stand before --allow."},
    {"exclude", "STORE CASE", 2, 2, CLI_TEXT, CLI_IDS(OPT_DENY, LIMITS), 0, true, cli_exclude,
     "Keep those named from seeing a case.",
     "Prints the id of the limit. It wins over every list and over breaking the glass. STORE and "
     "CASE stand before --deny."},
    {"break-glass", "STORE CASE", 2, 2, CLI_TEXT, CLI_IDS(OPT_REASON, OPT_UNTIL, OPT_TEXT),
     CLI_IDS(OPT_REASON, OPT_UNTIL), true, cli_break_glass,
     "Open a restricted case to the actor for a time, in an emergency.",
     "For show, check and record only, never against an exclusion. Prints the id of the override; "
     "what is seen under it is logged with it, and somebody else reviews it."},
    {"review-override", "STORE OVERRIDE", 2, 2, CLI_TEXT, CLI_IDS(OPT_RESULT, OPT_TEXT),
     CLI_IDS(OPT_RESULT, OPT_TEXT), true, cli_review_override,
     "Review that somebody else broke the glass.",
     "not_justified ends an override that still runs."},
    {"disclose", "STORE CASE", 2, 2, CLI_TEXT, CLI_IDS(OPT_OUTPUT), CLI_IDS(OPT_OUTPUT), true,
     cli_disclose, "Write what a case holds on its person, for review by a human.",
     "What concerns others or their safety is withheld and marked, texts that may name others are "
     "flagged, what concerns victims leaves no trace. It is not for release before somebody has "
     "reviewed it: docs/rights.md. Logged as a disclosure."},
    {"erase", "STORE CASE", 2, 2, CLI_TEXT, CLI_IDS(OPT_REASON, OPT_AUTHORITY, OPT_ACT),
     CLI_IDS(OPT_REASON, OPT_AUTHORITY), true, cli_erase, "Erase a case, or acts of it, for good.",
     "Tombstones stay, the log goes on verifying, no file of the store keeps a byte of what was "
     "erased. With an act goes what it had superseded. It cannot be undone; a backup that is "
     "restored repeats it. STORE and CASE stand before --act. Exit 4 where a rule stands against "
     "it: docs/rights.md."},
    {"backup", "STORE", 1, 1, CLI_TEXT, CLI_IDS(OPT_OUTPUT), CLI_IDS(OPT_OUTPUT), true, cli_backup,
     "Copy the database of a store into a new file, while it is used.",
     "The log is not in it: copy its directory, too. Erase from your backups what is erased from "
     "the store, or let them lapse."},
    {"restore", "STORE BACKUP", 2, 2, CLI_TEXT, 0, 0, true, cli_restore,
     "Put a backup in the place of a database that is gone, beside its newer log.",
     "What was erased since is erased again; what was recorded since is lost, and the log says so. "
     "Nothing is overwritten: a database that is there is to be moved away."},
    {"score", "[INSTRUMENT]", 0, 1, CLI_TEXT | CLI_JSON | CLI_CSV,
     CLI_IDS(OPT_INPUT, OPT_CSV, OPT_LIST, OPT_DESCRIBE, OPT_OUTPUT), 0, false, cli_score,
     "Work out a published risk instrument or tier: one score, or a CSV file.",
     "INSTRUMENT is ogrs3, snsv, ogrs4, ovp_ogp, osp, pni, tier_v2 or tier_v3. One score shows "
     "what "
     "each term adds. With --csv the same file comes out with the outputs behind its columns; a "
     "row "
     "that cannot be scored has empty outputs and is reported, exit 1.\n"
     "--as-of stands in for a date of assessment or calculation that is not given; without it none "
     "does. A score is a statement about people with this score. It aids judgement and replaces "
     "none. docs/instruments.md has the limits of each instrument."},
    {"audit verify", "PATH", 1, 1, CLI_TEXT, CLI_IDS(OPT_TRUSTED, OPT_WITNESS), 0, false,
     cli_audit_verify, "Verify a store against its audit log, or a log alone.",
     "PATH is a store or a log directory. Of the log every file, signature, hash and entry is "
     "read; of a store also every act, against what the log has committed to. Needs no actor, "
     "opens read-only, writes nothing.\n"
     "Prints one line: CONSISTENT size=N root=... (not anchored), ANCHORED size=N root=... to=M, "
     "or FAILED index=I: why (exit 1), where I is the first entry that is not proven. A log that "
     "is only consistent could have been rewritten whole by who holds its key: keep checkpoints "
     "elsewhere and give them with --trusted."},
    {"audit show", "STORE", 1, 1, CLI_TEXT | CLI_JSON | CLI_CSV,
     CLI_IDS(OPT_CASE, OPT_BY, OPT_OPERATION, OPT_FROM, OPT_TO, OPT_UNREVIEWED), 0, true,
     cli_audit_show, "Who did what, when and for which purpose, by the audit log.",
     "Without options all entries. --case gives those about one case, and who looked at it; "
     "--unreviewed what was done by breaking the glass and waits for review-override. Other cases "
     "are named by pseudonyms. The reading is logged itself; the policy wants the operation "
     "audit."},
    {"audit checkpoint", "STORE", 1, 1, CLI_TEXT, CLI_IDS(OPT_OUTPUT), 0, true,
     cli_audit_checkpoint, "Publish and print a signed checkpoint of the audit log.",
     "Keep it where the holder of the store cannot change it."},
    {"audit rotate", "STORE", 1, 1, CLI_TEXT, CLI_IDS(OPT_OUTPUT, OPT_ORIGIN), 0, true,
     cli_audit_rotate, "Close the audit log's shard and go on in a new one under a new key.",
     "The new shard is STORE.audit.2, .3 and so on; audit verify covers all. The old key is "
     "destroyed. Prints the first checkpoint of the new shard: keep it elsewhere. The policy wants "
     "the operation rotate."},
    {"audit prove", "PATH INDEX", 2, 2, CLI_TEXT, CLI_IDS(OPT_OUTPUT), 0, false, cli_audit_prove,
     "Write a proof that an entry is in the log (c2sp.org/tlog-proof).",
     "PATH is a store or a log directory; INDEX counts from 0."},
    {"audit verify-bundle", "FILE", 1, 1, CLI_TEXT, CLI_IDS(OPT_KEY, OPT_TRUSTED), 0, false,
     cli_audit_verify_bundle, "Verify an evidence bundle, without the store and its log.",
     "Prints one line: CONSISTENT size=N root=... (not anchored), ANCHORED size=N root=... to=M, "
     "or "
     "FAILED: why (exit 1), with index=I where it is about an entry. Without --key or --trusted it "
     "holds by the key that stands in the bundle. What is proved, and what is not: "
     "docs/evidence-bundle.md."},
    {"audit export", "PATH", 1, 1, CLI_TEXT, CLI_IDS(OPT_OUTPUT), 0, false, cli_audit_export,
     "Write the entries of an audit log as gzip of JSON lines.",
     "PATH is a store or a log directory. Each line is one entry as it was signed; the "
     "checkpoint's "
     "root is checked on the way, and nothing is written when it is another."},
    {"witness init", "DIR", 1, 1, CLI_TEXT, CLI_IDS(OPT_ORIGIN), CLI_IDS(OPT_ORIGIN), false,
     cli_witness_init, "Make a witness of logs: a directory with a key of its own.",
     "Keep it where the holder of the log cannot write: another machine, a stick. --origin is its "
     "name. Its file vkey is what others know it by."},
    {"witness ask", "PATH", 1, 1, CLI_TEXT, CLI_IDS(OPT_OLD, OPT_OUTPUT), 0, false, cli_witness_ask,
     "Write what a witness is asked: the checkpoint, and that it continues an old one.",
     "PATH is a store or a log directory; of several shards it is about the newest. The form is "
     "the "
     "body of add-checkpoint (c2sp.org/tlog-witness)."},
    {"witness answer", "DIR REQUEST", 2, 2, CLI_TEXT, CLI_IDS(OPT_LOG, OPT_OUTPUT),
     CLI_IDS(OPT_LOG), false, cli_witness_answer,
     "Sign a checkpoint, if it continues what this witness signed last of that log.",
     "Prints the line of signature (cosignature/v1): the checkpoint with this line behind it is a "
     "cosigned one. REQUEST - is standard input. Exit 1 when it is not signed by the log or does "
     "not continue; 3 when the request is of another size than the witness knows."},
    {"completion", "SHELL", 1, 1, CLI_TEXT, 0, 0, false, cli_completion,
     "Write the completion of a shell; SHELL is bash.", "source <(cjustice completion bash)"},
    {"help", "[COMMAND]", 0, 2, CLI_TEXT, CLI_IDS(OPT_MAN), 0, false, cli_help,
     "Say what the commands do, or write the manual page.", ""},
};

const size_t cli_command_count = sizeof cli_commands / sizeof *cli_commands;
