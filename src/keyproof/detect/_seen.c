/* What the first pass said of a few lines among those around them: keyproof.detect.seen tells what is taken from it.

   A text is cut into pieces of some lines where its own bytes say so, so that what two texts have in common is cut alike.
   A piece is known by a hash of it with the lines around that may decide on a hit which ends in it: the LINES before that
   are not blank, and the one behind. Two such with one hash would hide what stands in the second, so nobody who writes a
   text may be able to aim at that. The hash is universal, and its key is drawn for each process: two lanes, each NH over
   blocks of 1 KiB (Black, Halevi, Krawczyk, Krovetz, Rogaway, "UMAC", 1999; here with words of 64 bits: two blocks have
   the same sum with a chance of 2^-64), and what that gives for the blocks as a polynomial modulo 2^61 - 1 at a secret
   point (3n / 2^61 for n blocks). Both lanes have to agree: below 2^-100 for texts of the lengths here. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { LINES = 3, SMALL = 1024, LEAST = 64, MOST = 2048, WIDE = 4096, BLOCK = 128, LANES = 2, SHIFT = 2 };
/* SMALL: bytes of a part from which it pays to look what of it was seen. LEAST, MOST: bytes of a piece from which it may
   end, and from which it does with the line. WIDE: bytes on either side that may decide before a piece is not remembered.
   BLOCK: words hashed at a time; SHIFT: words by which the keys of the second lane are ahead. */

enum { KEYS = BLOCK + SHIFT + LANES, FIRST = 1 << 15, ENTRIES = 1 << 18, HITS = 1 << 18, HELD = 1 << 17 };
/* FIRST, ENTRIES: pieces that there is room for at first, and at most; HITS: hits that are remembered, more or less; HELD:
   pieces of texts searched together after which the other parts are searched as they are. */

enum { KNOWN, NEW, SEARCHED };
/* A piece that is not searched; one that is, and remembered; one that only is. */

#define HEADED ((uint32_t)1 << 31)
/* In the count of hits: a hit that takes more lines may begin here. */

#ifdef __SIZEOF_INT128__
typedef unsigned __int128 wide_t;

typedef struct {
    uint64_t hash[LANES];
    uint32_t first, count;
} entry_t;
/* A piece: the hash, the first of which is never 0 where there is one, and its hits. */

typedef struct {
    Py_ssize_t start, end, low, high, row;
    uint64_t hash[LANES];
    uint32_t entry;
    int kind;
} piece_t;
/* Where a piece stands in its text, and what decides on it. */

typedef struct {
    uint32_t number, end;
} hit_t;

typedef struct {
    uint64_t keys[KEYS];
    entry_t *entries;
    hit_t *hits;
    piece_t *pieces;
    uint32_t size, count, said, spare;
    Py_ssize_t held, space;
    int is_open;
} seen_t;

static const uint64_t PRIME = ((uint64_t)1 << 61) - 1;
static const char NAME[] = "keyproof.detect._seen";

static uint64_t reduced(wide_t sum)
{
    uint64_t low = (uint64_t)(sum & PRIME) + (uint64_t)(sum >> 61);
    low = (low & PRIME) + (low >> 61);
    return low >= PRIME ? low - PRIME : low;
}

static uint64_t word_at(const unsigned char *t)
{
    uint64_t word;
    memcpy(&word, t, 8);
    return word;
}

/* The sums of one block of *size* bytes, a multiple of 16, added to what was said of those before. */
static void add_block(const seen_t *s, const unsigned char *t, size_t size, uint64_t said[LANES])
{
    const uint64_t *key = s->keys;
    wide_t sums[LANES] = {0, 0};
    for (size_t at = 0; at < size; at += 16, key += 2) {
        uint64_t one = word_at(t + at), two = word_at(t + at + 8);
        sums[0] += (wide_t)(one + key[0]) * (two + key[1]);
        sums[1] += (wide_t)(one + key[SHIFT]) * (two + key[SHIFT + 1]);
    }
    for (int lane = 0; lane < LANES; lane++) {
        uint64_t point = s->keys[BLOCK + SHIFT + lane] & PRIME, low = (uint64_t)sums[lane], high = (uint64_t)(sums[lane] >> 64);
        said[lane] = reduced((wide_t)said[lane] * point + (low >> 8));
        said[lane] = reduced((wide_t)said[lane] * point + (high >> 8));
        said[lane] = reduced((wide_t)said[lane] * point + ((low & 255) << 8 | (high & 255)));
    }
}

/* The hash of *size* bytes of which a piece takes those from *from* to *to*. */
static void hashed(const seen_t *s, const unsigned char *t, size_t size, size_t from, size_t to, uint64_t said[LANES])
{
    unsigned char last[16] = {0};
    size_t at = 0, rest = size % 16;
    said[0] = said[1] = 1;
    for (; size - at > 8 * BLOCK; at += 8 * BLOCK)
        add_block(s, t + at, 8 * BLOCK, said);
    if (size - at >= 16)
        add_block(s, t + at, size - at - rest, said);
    memcpy(last, t + size - rest, rest);
    add_block(s, last, 16, said);
    for (int lane = 0; lane < LANES; lane++) {
        uint64_t point = s->keys[BLOCK + SHIFT + lane] & PRIME;
        said[lane] = reduced((wide_t)said[lane] * point + size);
        said[lane] = reduced((wide_t)said[lane] * point + from);
        said[lane] = reduced((wide_t)said[lane] * point + to);
    }
}

static int no_memory(void)
{
    PyErr_NoMemory();
    return 0;
}

static int is_error(const char *what)
{
    PyErr_SetString(PyExc_ValueError, what);
    return 0;
}

static void forget(seen_t *s)
{
    s->count = s->said = 0;
    memset(s->entries, 0, s->size * sizeof *s->entries);
}

/* Where the entry with *hash* is, or would be. */
static uint32_t place_of(const seen_t *s, const uint64_t hash[LANES])
{
    uint32_t at = (uint32_t)hash[0] & (s->size - 1);
    while (s->entries[at].hash[0] && (s->entries[at].hash[0] != hash[0] || s->entries[at].hash[1] != hash[1]))
        at = (at + 1) & (s->size - 1);
    return at;
}

/* Make room for what may come, or forget all; 0 where there is no memory. */
static int made_ready(seen_t *s)
{
    if (s->entries && (s->is_open || s->said >= HITS || s->count >= ENTRIES / 4 * 3))
        forget(s);
    if (s->entries && (s->count < s->size / 2 || s->size == ENTRIES))
        return 1;
    uint32_t size = s->entries ? 2 * s->size : FIRST, old = s->size;
    entry_t *entries = PyMem_Calloc(size, sizeof *entries), *before = s->entries;
    if (!entries)
        return no_memory();
    s->entries = entries;
    s->size = size;
    for (uint32_t at = 0; before && at < old; at++)
        if (before[at].hash[0])
            entries[place_of(s, before[at].hash)] = before[at];
    PyMem_Free(before);
    return 1;
}

/* Enter a piece that is searched; NULL where there is no memory. */
static piece_t *add_piece(seen_t *s, Py_ssize_t row, Py_ssize_t start, Py_ssize_t end)
{
    if (s->held == s->space) {
        Py_ssize_t space = s->space ? 2 * s->space : 1024;
        piece_t *pieces = PyMem_Realloc(s->pieces, (size_t)space * sizeof *pieces);
        if (!pieces) {
            no_memory();
            return NULL;
        }
        s->pieces = pieces;
        s->space = space;
    }
    s->pieces[s->held] = (piece_t){start, end, start, end, row, {0, 0}, 0, SEARCHED};
    return &s->pieces[s->held++];
}

/* Take the hash of *piece*, unless too much decides on it. */
static void read_piece(const seen_t *s, const unsigned char *t, piece_t *piece)
{
    if (piece->start - piece->low > WIDE || piece->high - piece->end > WIDE || piece->end - piece->start > INT32_MAX)
        return;
    hashed(s, t + piece->low, (size_t)(piece->high - piece->low), (size_t)(piece->start - piece->low),
           (size_t)(piece->end - piece->low), piece->hash);
    piece->hash[0] |= (uint64_t)1 << 63;
    __builtin_prefetch(&s->entries[(uint32_t)piece->hash[0] & (s->size - 1)]);
}

/* Look *piece* up, and enter it where it is new and there is room. */
static void look_up(seen_t *s, piece_t *piece)
{
    if (!piece->hash[0])
        return;
    piece->entry = place_of(s, piece->hash);
    entry_t *entry = &s->entries[piece->entry];
    if (entry->hash[0])
        piece->kind = KNOWN;
    else if (s->count < s->size / 8 * 7) {
        piece->kind = NEW;
        *entry = (entry_t){{piece->hash[0], piece->hash[1]}, 0, 0};
        s->count++;
    }
}

static int is_blank(unsigned char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static Py_ssize_t line_end(const unsigned char *t, Py_ssize_t from, Py_ssize_t end)
{
    const unsigned char *found = memchr(t + from, '\n', (size_t)(end - from));
    return found ? found - t + 1 : end;
}

/* Whether what ends at *end*, behind a line, is where a piece of any text ends: one line of eight. */
static int is_cut(const unsigned char *t, Py_ssize_t end)
{
    return (word_at(t + end - 9) * UINT64_C(0x9E3779B97F4A7C15)) >> 61 == 0;
}

static int add_range(PyObject *list, Py_ssize_t start, Py_ssize_t end)
{
    PyObject *pair = Py_BuildValue("(nn)", start, end);
    int good = pair && PyList_Append(list, pair) == 0;
    Py_XDECREF(pair);
    return good;
}

/* Enter the pieces of one part of a text; 0 where there is no memory. */
static int cut(seen_t *s, const unsigned char *t, Py_ssize_t row, Py_ssize_t start, Py_ssize_t end)
{
    Py_ssize_t before[LINES], low = start, from = start;
    int kept = 0;
    for (Py_ssize_t at = start; at < end;) {
        Py_ssize_t next = line_end(t, at, end), here = at, size = next - from;
        while (here < next && is_blank(t[here]))
            here++;
        if (here < next) {
            if (kept == LINES)
                memmove(before, before + 1, (LINES - 1) * sizeof *before);
            before[kept == LINES ? LINES - 1 : kept++] = at;
        }
        at = next;
        if (next < end && size < MOST && (size < LEAST || !is_cut(t, next)))
            continue;
        piece_t *piece = add_piece(s, row, from, next);
        if (!piece)
            return 0;
        piece->low = low;
        piece->high = next < end ? line_end(t, next, end) : end;
        read_piece(s, t, piece);
        from = next;
        low = kept == LINES ? before[0] : start;
    }
    return 1;
}

/* Enter one part of a text, and in *list* what has to be searched of it. */
static int add_part(seen_t *s, const unsigned char *t, Py_ssize_t row, Py_ssize_t start, Py_ssize_t end, PyObject *list)
{
    Py_ssize_t first = s->held, from = start, until = -1;
    int headed = 0;
    if (end - start < SMALL || s->held > HELD)
        return add_piece(s, row, start, end) && add_range(list, start, end);
    if (!cut(s, t, row, start, end))
        return 0;
    for (Py_ssize_t at = first; at < s->held; at++) {
        look_up(s, &s->pieces[at]);
        headed |= s->pieces[at].kind == KNOWN && (s->entries[s->pieces[at].entry].count & HEADED);
    }
    if (headed) {
        for (Py_ssize_t at = first; at < s->held; at++)
            s->pieces[at].kind = s->pieces[at].kind == KNOWN ? SEARCHED : s->pieces[at].kind;
        return add_range(list, start, end);
    }
    for (; first < s->held; first++) {
        const piece_t *piece = &s->pieces[first];
        if (piece->kind == KNOWN)
            continue;
        if (until < 0)
            from = piece->low;
        else if (piece->low > until) {
            if (!add_range(list, from, until))
                return 0;
            from = piece->low;
        }
        until = piece->high;
    }
    return until < 0 || add_range(list, from, until);
}

static seen_t *seen_in(PyObject *capsule)
{
    return PyCapsule_GetPointer(capsule, NAME);
}

PyDoc_STRVAR(plan_doc, "plan(seen, searched, apart, /)\n--\n\nSee keyproof.detect.seen.Seen.");

static PyObject *plan(PyObject *module, PyObject *args)
{
    PyObject *capsule, *searched, *apart, *found;
    (void)module;
    if (!PyArg_ParseTuple(args, "OO!O!", &capsule, &PyList_Type, &searched, &PyList_Type, &apart))
        return NULL;
    seen_t *s = seen_in(capsule);
    if (!s || !(found = PyList_New(0)))
        return NULL;
    if (!made_ready(s))
        goto fail;
    s->held = 0;
    s->is_open = 1;
    for (Py_ssize_t row = 0; row < PyList_Size(searched); row++) {
        PyObject *pair = PyList_GetItem(searched, row), *flag = PyList_GetItem(apart, row);
        PyObject *text = flag ? PyTuple_GetItem(pair, 0) : NULL, *parts = text ? PyTuple_GetItem(pair, 1) : NULL;
        char *bytes;
        Py_ssize_t size;
        if (!parts || PyBytes_AsStringAndSize(text, &bytes, &size))
            goto fail;
        if (PyObject_IsTrue(flag)) {
            if (PyList_Append(found, pair))
                goto fail;
            continue;
        }
        PyObject *left = PyList_New(0), *fresh = left ? PySequence_List(parts) : NULL, *told = NULL;
        int good = fresh != NULL;
        for (Py_ssize_t which = 0; good && which < PyList_Size(fresh); which++) {
            Py_ssize_t start, end;
            PyObject *part = PyList_GetItem(fresh, which);
            good = PyTuple_Check(part) && PyArg_ParseTuple(part, "nn", &start, &end);
            if (good && (start < 0 || start > end || end > size))
                good = is_error("a part is not of its text");
            good = good && add_part(s, (const unsigned char *)bytes, row, start, end, left);
        }
        good = good && (told = PyTuple_Pack(2, text, left)) && PyList_Append(found, told) == 0;
        Py_XDECREF(told);
        Py_XDECREF(fresh);
        Py_XDECREF(left);
        if (!good)
            goto fail;
    }
    return found;
fail:
    if (!PyErr_Occurred())
        is_error("not texts with parts");
    Py_DECREF(found);
    return NULL;
}

static int by_end(const void *one, const void *two)
{
    const hit_t *a = one, *b = two;
    return a->end != b->end ? (a->end < b->end ? -1 : 1) : a->number != b->number ? (a->number < b->number ? -1 : 1) : 0;
}

typedef struct {
    hit_t *hits;
    size_t count, room;
} hits_t;

static int add_hit(hits_t *list, uint32_t number, uint32_t end)
{
    if (list->count == list->room) {
        size_t room = list->room ? 2 * list->room : 64;
        hit_t *hits = PyMem_Realloc(list->hits, room * sizeof *hits);
        if (!hits)
            return no_memory();
        list->hits = hits;
        list->room = room;
    }
    list->hits[list->count++] = (hit_t){number, end};
    return 1;
}

/* Read the hits of one text. */
static int read_hits(PyObject *ends, hits_t *list)
{
    PyObject *number, *listed;
    Py_ssize_t next = 0;
    list->count = 0;
    while (PyDict_Next(ends, &next, &number, &listed)) {
        unsigned long which = PyLong_AsUnsignedLong(number);
        if (PyErr_Occurred() || !PyList_Check(listed) || which >= HEADED)
            return is_error("hits are in lists");
        for (Py_ssize_t at = 0; at < PyList_Size(listed); at++) {
            unsigned long end = PyLong_AsUnsignedLong(PyList_GetItem(listed, at));
            if (PyErr_Occurred() || end > UINT32_MAX)
                return is_error("a hit ends outside of its text");
            if (!add_hit(list, (uint32_t)which, (uint32_t)end))
                return 0;
        }
    }
    if (list->count)
        qsort(list->hits, list->count, sizeof *list->hits, by_end);
    return 1;
}

/* The hits as a dictionary. */
static PyObject *written(const hits_t *list)
{
    PyObject *ends = PyDict_New();
    for (size_t at = 0; ends && at < list->count; at++) {
        PyObject *number = PyLong_FromUnsignedLong(list->hits[at].number), *end = PyLong_FromUnsignedLong(list->hits[at].end);
        PyObject *listed = number ? PyDict_GetItemWithError(ends, number) : NULL;
        int good = number && end;
        if (good && !listed) {
            PyObject *fresh = PyList_New(0);
            good = fresh && !PyErr_Occurred() && PyDict_SetItem(ends, number, fresh) == 0;
            listed = fresh;
            Py_XDECREF(fresh);
        }
        good = good && PyList_Append(listed, end) == 0;
        Py_XDECREF(number);
        Py_XDECREF(end);
        if (!good)
            Py_CLEAR(ends);
    }
    return ends;
}

static int holds(const hits_t *list, uint32_t number)
{
    for (size_t at = 0; at < list->count; at++)
        if (list->hits[at].number == number)
            return 1;
    return 0;
}

/* Make room for one more hit; 0 where there is no memory. */
static int more_hits(seen_t *s)
{
    if (s->said < s->spare)
        return 1;
    uint32_t spare = s->spare ? 2 * s->spare : 4096;
    hit_t *hits = PyMem_Realloc(s->hits, spare * sizeof *hits);
    if (!hits)
        return no_memory();
    s->hits = hits;
    s->spare = spare;
    return 1;
}

/* What was hit in the pieces from *at* to *stop*, which are of one text: in *out* all of it. 1 where that text has to be
   searched whole instead, 2 where more was hit than is remembered, -1 where something failed. */
static int settled(seen_t *s, Py_ssize_t at, Py_ssize_t stop, const hits_t *in, uint32_t heads, hits_t *long_ones, hits_t *out)
{
    int headed = 0, known = 0;
    size_t row = 0;
    out->count = long_ones->count = 0;
    for (size_t which = 0; which < in->count; which++)
        if (in->hits[which].number >= heads && !holds(long_ones, in->hits[which].number - heads) &&
            !add_hit(long_ones, in->hits[which].number - heads, 0))
            return -1;
    for (; at < stop; at++) {
        piece_t piece = s->pieces[at];
        entry_t *entry = &s->entries[piece.entry];
        while (row < in->count && (Py_ssize_t)in->hits[row].end <= piece.start)
            row++;
        if (piece.kind == NEW)
            entry->first = s->said;
        for (; row < in->count && (Py_ssize_t)in->hits[row].end <= piece.end; row++) {
            hit_t hit = in->hits[row];
            if (piece.kind == KNOWN)
                continue;
            if (hit.number >= heads) {
                headed = 1;
                if (piece.kind == NEW)
                    entry->count |= HEADED;
                continue;
            }
            if (!add_hit(out, hit.number, hit.end))
                return -1;
            if (piece.kind != NEW || holds(long_ones, hit.number))
                continue;
            if (s->said >= 2 * HITS)
                return 2;
            if (!more_hits(s))
                return -1;
            s->hits[s->said++] = (hit_t){hit.number, hit.end - (uint32_t)piece.start};
            entry->count++;
        }
        if (piece.kind == KNOWN) {
            known = 1;
            headed |= (entry->count & HEADED) != 0;
            for (uint32_t which = 0; which < (entry->count & ~HEADED); which++) {
                hit_t hit = s->hits[entry->first + which];
                if (!add_hit(out, hit.number, hit.end + (uint32_t)piece.start))
                    return -1;
            }
        }
    }
    return headed && known;
}

PyDoc_STRVAR(settle_doc, "settle(seen, found, heads, /)\n--\n\nSee keyproof.detect.seen.Seen.");

static PyObject *settle(PyObject *module, PyObject *args)
{
    PyObject *capsule, *found, *again = NULL;
    unsigned long heads;
    hits_t in = {NULL, 0, 0}, out = {NULL, 0, 0}, taller = {NULL, 0, 0};
    (void)module;
    if (!PyArg_ParseTuple(args, "OO!k", &capsule, &PyList_Type, &found, &heads))
        return NULL;
    seen_t *s = seen_in(capsule);
    if (!s || !s->is_open || !(again = PyList_New(0)))
        return s && !PyErr_Occurred() ? PyErr_Format(PyExc_ValueError, "nothing was planned") : NULL;
    int told = 0;
    for (Py_ssize_t at = 0, stop; at < s->held && !told; at = stop) {
        Py_ssize_t row = s->pieces[at].row;
        PyObject *ends = PyList_GetItem(found, row), *made = NULL;
        int quiet = ends == Py_None;
        for (stop = at; stop < s->held && s->pieces[stop].row == row; stop++)
            quiet &= s->pieces[stop].kind != KNOWN || !s->entries[s->pieces[stop].entry].count;
        if (!ends || quiet) {
            told = ends ? 0 : -1;
            continue;
        }
        in.count = 0;
        if (ends != Py_None && (!PyDict_Check(ends) || !read_hits(ends, &in)))
            told = -1;
        else
            told = settled(s, at, stop, &in, (uint32_t)heads, &taller, &out);
        if (told == 1) {
            PyObject *number = PyLong_FromSsize_t(row);
            told = number && PyList_Append(again, number) == 0 ? 0 : -1;
            Py_XDECREF(number);
        }
        if (!told && !out.count) {
            Py_INCREF(Py_None);
            told = PyList_SetItem(found, row, Py_None);
        } else if (!told)
            told = !(made = written(&out)) || PyList_SetItem(found, row, made) ? -1 : 0;
    }
    PyMem_Free(in.hits);
    PyMem_Free(out.hits);
    PyMem_Free(taller.hits);
    if (told < 0) {
        Py_DECREF(again);
        return PyErr_Occurred() ? NULL : PyErr_Format(PyExc_TypeError, "hits are in dictionaries");
    }
    if (told) {
        Py_DECREF(again);
        Py_RETURN_NONE;
    }
    s->is_open = 0;
    return again;
}

static void dropped(PyObject *capsule)
{
    seen_t *s = seen_in(capsule);
    if (!s)
        return;
    PyMem_Free(s->entries);
    PyMem_Free(s->hits);
    PyMem_Free(s->pieces);
    PyMem_Free(s);
}

PyDoc_STRVAR(made_doc, "made(key, /)\n--\n\nReturn a memory whose hash has *key*; see keyproof.detect.seen.Seen.");

static PyObject *made(PyObject *module, PyObject *args)
{
    const char *key;
    Py_ssize_t size;
    (void)module;
    if (!PyArg_ParseTuple(args, "y#", &key, &size))
        return NULL;
    if (size != 8 * KEYS)
        return PyErr_Format(PyExc_ValueError, "the key has %d bytes", 8 * KEYS);
    seen_t *s = PyMem_Calloc(1, sizeof *s);
    if (!s)
        return PyErr_NoMemory();
    memcpy(s->keys, key, sizeof s->keys);
    PyObject *capsule = PyCapsule_New(s, NAME, dropped);
    if (!capsule)
        PyMem_Free(s);
    return capsule;
}

static PyMethodDef methods[] = {
    {"made", made, METH_VARARGS, made_doc},
    {"plan", plan, METH_VARARGS, plan_doc},
    {"settle", settle, METH_VARARGS, settle_doc},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {{0, NULL}};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_seen", "What was seen before.", 0, methods, slots, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__seen(void)
{
    return PyModuleDef_Init(&definition);
}
#endif
