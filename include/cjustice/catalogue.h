/* SPDX-License-Identifier: MIT */
/**
 * @file catalogue.h
 * National Occupational Standards: read from XML, checked, laid over each other, looked up.
 *
 * A definition is keyed by its URN without spaces and its version; an unknown version stays
 * unknown. docs/nos-format.md describes the file; standards/schema/nos.xsd is its schema.
 *
 * A catalogue is built by one owner and then shared: as long as it has a single reference it
 * can be added to, from one thread at a time; with two or more references it is immutable, and
 * may be read by any number of threads. Standards and items belong to their catalogue: they and
 * their texts stay valid and unchanged until its last unref, even when a later definition takes
 * their place. All texts are UTF-8 with runs of white space made one space.
 */
#ifndef CJUSTICE_CATALOGUE_H
#define CJUSTICE_CATALOGUE_H

#include <cjustice/types.h>

CJ_BEGIN

typedef struct cj_catalogue cj_catalogue;
typedef struct cj_standard cj_standard;
typedef struct cj_item cj_item;

/** Whose words a definition holds. @since 0.1 */
#define CJ_WORDING_OFFICIAL 1 /**< the publisher's */
#define CJ_WORDING_RESTATED 2 /**< the same meaning in other words */

/** What cj_standard_meta reads. In brackets the attributes that an entry may have. @since 0.1 */
#define CJ_NOS_OVERVIEW 1       /**< paragraphs */
#define CJ_NOS_EXPECTATION 2    /**< what the overview expects throughout [id, name] */
#define CJ_NOS_TARGET_GROUP 3   /**< paragraphs */
#define CJ_NOS_ELEMENT 4        /**< headings of the elements [id, number, label] */
#define CJ_NOS_SCOPE_RANGE 5    /**< [id, label, under] */
#define CJ_NOS_BEHAVIOUR 6      /**< [id, label, under] */
#define CJ_NOS_SKILL 7          /**< [id, label, under] */
#define CJ_NOS_VALUE 8          /**< [id, label, under] */
#define CJ_NOS_GLOSSARY 9       /**< definitions [name, id] */
#define CJ_NOS_LINK 10          /**< to other standards or pages [urn, version, href] */
#define CJ_NOS_DEVELOPED_BY 11  /**< organisations */
#define CJ_NOS_DATE_APPROVED 12 /**< as printed [value: "2015-08", for cj_date_parse] */
#define CJ_NOS_REVIEW_DATE 13   /**< indicative, as printed [value] */
#define CJ_NOS_VALIDITY 14
#define CJ_NOS_STATUS 15
#define CJ_NOS_CATEGORY 16
#define CJ_NOS_ORIGINATING_ORGANISATION 17
#define CJ_NOS_ORIGINAL_URN 18
#define CJ_NOS_REPLACED_BY 19 /**< the URN of a successor [version] */
#define CJ_NOS_SOC_CODE 20    /**< Standard Occupational Classification */
#define CJ_NOS_OCCUPATION 21
#define CJ_NOS_SUITE 22
#define CJ_NOS_KEYWORD 23
#define CJ_NOS_NOTE 24
#define CJ_NOS_LICENCE 25 /**< of the text in the file [href] */
#define CJ_NOS_SOURCE 26  /**< what the definition was made from [href] */
#define CJ_NOS_FIELDS 26  /**< the highest field of this header */

/* ---- catalogue ------------------------------------------------------------------------------- */

/**
 * An empty catalogue, with one reference; it keeps the context alive.
 * @return CJ_OK or CJ_E_MEMORY
 * Thread: any. @since 0.1
 */
CJ_API cj_status cj_catalogue_new(cj_context *context, cj_catalogue **out, cj_error **error);

/** Adds a reference: from now on the catalogue is immutable, until there is one reference again.
 *  NULL gives NULL. Thread: any. @since 0.1 */
CJ_API cj_catalogue *cj_catalogue_ref(cj_catalogue *catalogue);

/** Gives a reference back; NULL is accepted. Thread: any. @since 0.1 */
CJ_API void cj_catalogue_unref(cj_catalogue *catalogue);

/**
 * Adds the definition in one file, XML or gzipped XML, as an overlay of its own.
 *
 * Each call of an adder is one overlay. A definition takes the place of one that an earlier
 * overlay has under the same URN and version, and, if its own version is known, of one with the
 * same URN, an unknown version and the same items in the same elements and groups. A definition
 * in official wording takes the place of a restated one only if their items, elements and groups
 * are the same; else it is refused, and each difference is reported.
 *
 * @param path  also the name under which problems are reported
 * @return CJ_OK; CJ_E_FROZEN (more than one reference); CJ_E_NOT_FOUND, CJ_E_IO, CJ_E_GZIP,
 *         CJ_E_LIMIT, CJ_E_MEMORY, CJ_E_CRYPTO; of the content: CJ_E_XML_SYNTAX,
 *         CJ_E_XML_DOCTYPE, CJ_E_XML_TAG, CJ_E_XML_DEPTH, CJ_E_XML_ENCODING, CJ_E_XML_ELEMENT,
 *         CJ_E_XML_ATTRIBUTE, CJ_E_XML_NAMESPACE, CJ_E_XML_TEXT, CJ_E_VALUE_NUMBER,
 *         CJ_E_VALUE_DATE, CJ_E_VALUE_CODE, CJ_E_VALUE_ID, CJ_E_VALUE_TEXT, CJ_E_NOS,
 *         CJ_E_NOS_DUPLICATE, CJ_E_NOS_REFERENCE. All problems of the file are reported, and
 *         the code of one of them is returned; after CJ_LIMIT_PROBLEMS of them the reading stops
 *         with CJ_E_LIMIT. On failure the catalogue is as before.
 * Thread: one at a time. @since 0.1
 */
CJ_API cj_status cj_catalogue_add_file(cj_catalogue *catalogue, const char *path, cj_error **error);

/**
 * The same from memory; gzip is recognised here too.
 * @param name   under which problems are reported; copied
 * @param bytes  read during the call only
 * @param size   in bytes
 * @return as cj_catalogue_add_file, but never CJ_E_NOT_FOUND or CJ_E_IO
 * Thread: one at a time. @since 0.1
 */
CJ_API cj_status cj_catalogue_add_memory(cj_catalogue *catalogue, const char *name,
                                         const void *bytes, size_t size, cj_error **error);

/**
 * Adds a directory of standards as one overlay: the files *.xml and *.xml.gz of its subdirectory
 * nos, in the order of their names (as bytes); names that begin with a dot are passed over.
 * Without that subdirectory nothing is added. A file that fails is reported and the rest is
 * added all the same. The same URN and version twice in one directory is CJ_E_NOS_DUPLICATE,
 * and the first stays.
 * @param path  the directory that holds nos
 * @return CJ_OK, or the first failure: as cj_catalogue_add_file; CJ_E_NOT_FOUND if there is no
 *         such directory
 * Thread: one at a time. @since 0.1
 */
CJ_API cj_status cj_catalogue_add_dir(cj_catalogue *catalogue, const char *path, cj_error **error);

/** How many definitions it has, those whose place was taken not counted. @since 0.1 */
CJ_API size_t cj_catalogue_count(const cj_catalogue *catalogue);

/** A definition, by rising URN (as bytes) and version; NULL beyond the count. @since 0.1 */
CJ_API const cj_standard *cj_catalogue_at(const cj_catalogue *catalogue, size_t index);

/**
 * Looks a standard up.
 * @param key  "SFJED1" or "SFJED1@3"; spaces do not matter. Without a version: of the last
 *             overlay that has the URN, its highest version, an unknown one being the lowest.
 * @return the standard, or NULL if there is none
 * @since 0.1
 */
CJ_API const cj_standard *cj_catalogue_find(const cj_catalogue *catalogue, const char *key);

/**
 * What cj_catalogue_next looks for; what is NULL or 0 does not matter, and all the rest must hold.
 * Letters of ASCII are the same in both cases. Start from CJ_NOS_QUERY_INIT. @since 0.1
 */
typedef struct cj_nos_query {
    size_t size;            /**< sizeof(cj_nos_query) of the caller */
    const char *suite;      /**< a whole entry of CJ_NOS_SUITE */
    const char *occupation; /**< a whole entry of CJ_NOS_OCCUPATION */
    const char *keyword;    /**< a whole entry of CJ_NOS_KEYWORD */
    const char *words;      /**< each begins a word of the title, an entry, a heading or an item */
    int32_t latest;         /**< 1: only what cj_catalogue_find gives for the URN alone */
} cj_nos_query;

#define CJ_NOS_QUERY_INIT                                                                          \
    {                                                                                              \
        sizeof(cj_nos_query), NULL, NULL, NULL, NULL, 0                                            \
    }

/**
 * The next definition that a query asks for, in the order of cj_catalogue_at. Every definition is
 * looked at: words in a register of 23,000 take about a tenth of a second.
 * @param query  NULL: all
 * @param place  0 at first; moved behind what is given
 * @return the definition; NULL when there is none any more, or query->size is too small
 * Thread: any. @since 0.1
 */
CJ_API const cj_standard *cj_catalogue_next(const cj_catalogue *catalogue,
                                            const cj_nos_query *query, size_t *place);

/**
 * The next item in whose text each of the words begins a word, as in cj_nos_query.
 * @param words  not NULL; without a word in it, all items
 * @param place  0 at first; moved behind what is given
 * @return the item, or NULL when there is none any more
 * Thread: any. @since 0.1
 */
CJ_API const cj_item *cj_standard_next_item(const cj_standard *standard, const char *words,
                                            size_t *place);

/**
 * Reads one file and reports all its problems; nothing is kept.
 * @return CJ_OK if it is a valid definition; else as cj_catalogue_add_file
 * Thread: any. @since 0.1
 */
CJ_API cj_status cj_nos_validate_file(cj_context *context, const char *path, cj_error **error);

/** The same from memory; see cj_catalogue_add_memory. Thread: any. @since 0.1 */
CJ_API cj_status cj_nos_validate_memory(cj_context *context, const char *name, const void *bytes,
                                        size_t size, cj_error **error);

/* ---- standard -------------------------------------------------------------------------------- */

/** The URN without spaces: the first half of the key. @since 0.1 */
CJ_API const char *cj_standard_urn(const cj_standard *standard);
/** The URN as the file has it. @since 0.1 */
CJ_API const char *cj_standard_printed_urn(const cj_standard *standard);
/** The version, the second half of the key, or NULL when unknown. @since 0.1 */
CJ_API const char *cj_standard_version(const cj_standard *standard);
/** The title, as printed, or NULL when unknown. @since 0.1 */
CJ_API const char *cj_standard_title(const cj_standard *standard);
/** CJ_WORDING_*. @since 0.1 */
CJ_API int32_t cj_standard_wording(const cj_standard *standard);
/** 1 when the file says that items could not be placed, else 0. @since 0.1 */
CJ_API int32_t cj_standard_incomplete(const cj_standard *standard);
/** SHA-256 of the definition's bytes, before gzip: 64 lower-case hex digits. @since 0.1 */
CJ_API const char *cj_standard_sha256(const cj_standard *standard);
/** The name of the input that it was read from, as it was given. @since 0.1 */
CJ_API const char *cj_standard_file(const cj_standard *standard);

/** The name of a field ("developed_by"), or NULL. Any thread. @since 0.1 */
CJ_API const char *cj_nos_field_name(int32_t field);
/** How many entries a field (CJ_NOS_*) has; 0 when it is absent or unknown. @since 0.1 */
CJ_API size_t cj_standard_meta_count(const cj_standard *standard, int32_t field);
/** An entry's text, in the order of the file; NULL beyond the count. @since 0.1 */
CJ_API const char *cj_standard_meta(const cj_standard *standard, int32_t field, size_t index);
/** An attribute of an entry by its name ("id", "value", ...); NULL when absent. @since 0.1 */
CJ_API const char *cj_standard_meta_attr(const cj_standard *standard, int32_t field, size_t index,
                                         const char *name);

/** How many elements it has. @since 0.1 */
CJ_API size_t cj_standard_element_count(const cj_standard *standard);
/** An element's heading; NULL beyond the count. @since 0.1 */
CJ_API const char *cj_standard_element_heading(const cj_standard *standard, size_t index);

/** How many items it has: criteria, then knowledge, each followed by its limbs. @since 0.1 */
CJ_API size_t cj_standard_item_count(const cj_standard *standard);
/** An item, in that order; NULL beyond the count. @since 0.1 */
CJ_API const cj_item *cj_standard_item(const cj_standard *standard, size_t index);
/** The item at an address without the URN: "P7", "P2.1", "K3"; NULL if none. @since 0.1 */
CJ_API const cj_item *cj_standard_find_item(const cj_standard *standard, const char *address);

/* ---- two definitions compared ---------------------------------------------------------------- */

/** How an item differs: bits, several of the last three at once. @since 0.1 */
#define CJ_NOS_ADDED 1
#define CJ_NOS_REMOVED 2
#define CJ_NOS_REWORDED 4   /**< another text */
#define CJ_NOS_RENUMBERED 8 /**< another address */
#define CJ_NOS_MOVED 16     /**< in another element or group, by its place among them */

/**
 * One difference. `before` is NULL for what was added, `after` for what was removed.
 * @return 0 to go on, anything else to stop
 */
typedef int32_t (*cj_nos_difference_fn)(int32_t how, const cj_item *before, const cj_item *after,
                                        void *user);

/**
 * Compares the items of two definitions and tells each difference, in the order of `after`, with
 * what was removed where it stood. Items are the same when they have the same text; then, of those
 * that are left, when they have the same address and a word in four in common, or more than half of
 * their words wherever they stand near each other; then when they have the same address.
 * @param each  called for each difference
 * @return CJ_OK, CJ_E_MEMORY, CJ_E_CRYPTO (no randomness), CJ_E_STOPPED (`each` stopped)
 * Thread: any. @since 0.1
 */
CJ_API cj_status cj_standard_compare(const cj_standard *before, const cj_standard *after,
                                     cj_nos_difference_fn each, void *user, cj_error **error);

/* ---- exports --------------------------------------------------------------------------------- */

/** What cj_standard_write writes. @since 0.1 */
#define CJ_NOS_AS_CSV 1      /**< urn,part,element_or_section,number,text: a row for each item */
#define CJ_NOS_AS_CASE_1_1 2 /**< JSON: a package of 1EdTech CASE 1.1 */

/**
 * Writes a definition for other software. docs/catalogue.md says what stands where.
 *
 * Identifiers of a CASE package are made from URN, version and address (UUID, version 5), so they
 * are the same whenever and by whomever it is written.
 *
 * @param form     CJ_NOS_AS_*
 * @param changed  of CASE: the moment that the package gives for its last change
 * @param write    receives the bytes, in pieces
 * @return CJ_OK; CJ_E_MISUSE (no such form), CJ_E_MEMORY, CJ_E_LIMIT (more than
 *         CJ_LIMIT_INPUT_BYTES), CJ_E_CRYPTO, CJ_E_STOPPED (`write` stopped)
 * Thread: any. @since 0.1
 */
CJ_API cj_status cj_standard_write(const cj_standard *standard, int32_t form, cj_time changed,
                                   cj_write_fn write, void *user, cj_error **error);

/* ---- item: a performance criterion, a statement of knowledge, or a limb of one --------------- */

/** The standard that it belongs to. @since 0.1 */
CJ_API const cj_standard *cj_item_standard(const cj_item *item);
/** 'P' (performance criterion) or 'K' (knowledge and understanding). @since 0.1 */
CJ_API int32_t cj_item_part(const cj_item *item);
/** "7", "2.1": unique in its part, and what the item is addressed by. @since 0.1 */
CJ_API const char *cj_item_number(const cj_item *item);
/** Part and number: "P7", "P2.1". @since 0.1 */
CJ_API const char *cj_item_address(const cj_item *item);
/** What is printed before the text ("7", "P7", "a"); "" for nothing. @since 0.1 */
CJ_API const char *cj_item_label(const cj_item *item);
/** Unique in the file; not for people. @since 0.1 */
CJ_API const char *cj_item_id(const cj_item *item);
/** The heading of its element or knowledge group; "" if none. @since 0.1 */
CJ_API const char *cj_item_heading(const cj_item *item);
/** Which element or group it belongs to, from 1 within its part; 0 for none. @since 0.1 */
CJ_API int32_t cj_item_section(const cj_item *item);
/** The text, in the wording of the standard. @since 0.1 */
CJ_API const char *cj_item_text(const cj_item *item);
/** The item that it is a limb of; NULL for none. @since 0.1 */
CJ_API const cj_item *cj_item_parent(const cj_item *item);
/** How many limbs follow it. @since 0.1 */
CJ_API size_t cj_item_limb_count(const cj_item *item);

CJ_END

#endif
