/* SPDX-License-Identifier: MIT */
/**
 * @file cjustice.h
 * All of libcjustice. Three depths, each usable alone:
 *   pure      casework.h, competence.h, catalogue.h: no store, no log, no I/O but what you read
 *   host      store.h: your own database, and an audit log that outsiders can verify
 *   built-in  session.h: SQLite, and the same log
 *   both      access.h: who may see which case, and caseloads
 *             rights.h: erasure, disclosure, backups
 *             judgement.h: what assessors find of a practitioner
 *   audit     audit.h: verifying a log, and proofs from it
 */
#ifndef CJUSTICE_H
#define CJUSTICE_H

#include <cjustice/access.h>
#include <cjustice/act.h>
#include <cjustice/audit.h>
#include <cjustice/bundle.h>
#include <cjustice/casework.h>
#include <cjustice/catalogue.h>
#include <cjustice/competence.h>
#include <cjustice/context.h>
#include <cjustice/error.h>
#include <cjustice/instrument.h>
#include <cjustice/judgement.h>
#include <cjustice/import.h>
#include <cjustice/policy.h>
#include <cjustice/record.h>
#include <cjustice/rights.h>
#include <cjustice/session.h>
#include <cjustice/store.h>
#include <cjustice/types.h>
#include <cjustice/vocabulary.h>

#endif
