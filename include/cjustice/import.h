/* SPDX-License-Identifier: MIT */
/**
 * @file import.h
 * The text of a National Occupational Standard, as its publisher printed it and as it came out of
 * a PDF, a web page or a word processor, made into a definition (wording="official").
 *
 * What extraction does to a text is repaired where the text itself says how: numbers by their
 * sequence, hyphens by how the word is written elsewhere, page headers by what they repeat. Each
 * repair is a note with its line. What has no place is reported, never guessed.
 * docs/nos-import.md says what is recovered, and each note.
 */
#ifndef CJUSTICE_IMPORT_H
#define CJUSTICE_IMPORT_H

#include <cjustice/types.h>

CJ_BEGIN

/**
 * Reads a published text and writes its definition: XML, docs/nos-format.md.
 *
 * @param path   the text: UTF-8, else UTF-16 with its mark, else Windows-1252; gzip is recognised.
 *               At most CJ_LIMIT_TEXT_BYTES bytes and CJ_LIMIT_REPEATS lines that are not empty
 * @param urn    of the standard; NULL: that of the text, else that of the file's name
 * @param write  receives the definition, once and whole; it has been read back before, so that a
 *               catalogue accepts it
 * @param error  receives notes (CJ_SEVERITY_NOTE) too, also when the call succeeds; at most
 *               CJ_LIMIT_PROBLEMS of both are kept
 * @return CJ_OK: everything is placed; CJ_E_IMPORT_INCOMPLETE: the definition was written, marked
 *         incomplete="true", and each error (CJ_E_IMPORT_UNPLACED, CJ_E_IMPORT_LOST,
 *         CJ_E_IMPORT_CUT, CJ_E_IMPORT_COUNT) says what is missing. Nothing is written with
 *         CJ_E_IMPORT_REFUSED (no text of a standard), CJ_E_MISUSE (no URN), CJ_E_NOT_FOUND,
 *         CJ_E_IO, CJ_E_GZIP, CJ_E_LIMIT, CJ_E_MEMORY, CJ_E_CRYPTO, the codes of
 *         cj_nos_validate_memory for what no definition can hold; CJ_E_STOPPED: `write` wanted so
 * Thread: any. @since 0.1
 */
CJ_API cj_status cj_nos_import_file(cj_context *context, const char *path, const char *urn,
                                    cj_write_fn write, void *user, cj_error **error);

/**
 * The same from memory.
 * @param name   under which problems are reported; copied
 * @param bytes  read during the call only
 * @param size   in bytes
 * @return as cj_nos_import_file, but never CJ_E_NOT_FOUND or CJ_E_IO
 * Thread: any. @since 0.1
 */
CJ_API cj_status cj_nos_import_memory(cj_context *context, const char *name, const void *bytes,
                                      size_t size, const char *urn, cj_write_fn write, void *user,
                                      cj_error **error);

CJ_END

#endif
