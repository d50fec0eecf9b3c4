/* What is known of names and of the forms that bind them, `keyproof.detect.way.Way`. */

#ifndef KEYPROOF_WAY_H
#define KEYPROOF_WAY_H

#include "_fits.h"
#include "_words.h"

enum { ALPHA = 1, DIGIT = 2, NAME = 4, FIRST = 8, DOTTED = 16, WORD = 32, BLANK = 64, DRAWN = 128 };
/* NAME: what goes on a name; FIRST: what begins one; DOTTED: what a dotted name is read back over; DRAWN: what a value
   that was drawn is written with. */

enum { BACK = 120, PART = 80, PARTS = 6, LONGEST = 160, NEAR = 88, ALIGNED = 40, RUN = 20, CHAINED = 3, MOST_PARTS = 128, MOST_FORMS = 128 };

static unsigned char class_of[256];
static unsigned char lower_of[256];

typedef struct {
    const char *text;
    Py_ssize_t size;
    int next;
} part_t;
/* next: the number of the next part that begins alike, and one. */

/* What is known of names and forms, `keyproof.detect.way.Way`. */
typedef struct {
    PyObject *kinds, *classify, *described, *joined, *opens, *asked, *said;
    fits_t behind, before;
    part_t parts[MOST_PARTS];
    int count;
    long depth, reach;
    int begins[256]; /* the number of the first part that begins so, and one */
    unsigned char is_open[256];
    words_t words;
    const unsigned char *groups;
    Py_ssize_t group_of[MOST_FORMS];
    int forms;
} way_t;

static void let_go(way_t *way)
{
    fits_drop(&way->behind);
    fits_drop(&way->before);
    Py_CLEAR(way->kinds);
    Py_CLEAR(way->classify);
    Py_CLEAR(way->described);
    Py_CLEAR(way->joined);
    Py_CLEAR(way->opens);
    Py_CLEAR(way->asked);
    Py_CLEAR(way->said);
}

static long number_of(PyObject *from, const char *name)
{
    PyObject *found = PyObject_GetAttrString(from, name);
    long number = found ? PyLong_AsLong(found) : -1;
    Py_XDECREF(found);
    return number;
}

static int number_at(const unsigned char *groups, Py_ssize_t at)
{
    return groups[2 * at] | groups[2 * at + 1] << 8;
}

/* What each form asks for: two bytes for each number, first how many groups, then each with how many words it has. */
static int read_groups(way_t *way, const char *raw, Py_ssize_t size)
{
    Py_ssize_t at = 0, end = size / 2;
    way->groups = (const unsigned char *)raw;
    for (way->forms = 0; at < end; way->forms++) {
        if (way->forms == MOST_FORMS)
            return 0;
        way->group_of[way->forms] = at;
        for (int left = number_at(way->groups, at++); left > 0; left--) {
            if (at >= end)
                return 0;
            int words = number_at(way->groups, at++);
            if (words > end - at)
                return 0;
            for (; words > 0; words--)
                if (number_at(way->groups, at++) >= way->words.count)
                    return 0;
        }
    }
    return 1;
}

static int read_way(PyObject *from, way_t *way)
{
    char *text;
    Py_ssize_t size;
    if (!(way->kinds = PyObject_GetAttrString(from, "kinds")) || !PyDict_Check(way->kinds) ||
        !(way->classify = PyObject_GetAttrString(from, "classify")) ||
        !(way->described = PyObject_GetAttrString(from, "described")) ||
        !(way->joined = PyObject_GetAttrString(from, "parts")) || !(way->opens = PyObject_GetAttrString(from, "opens")) ||
        !(way->asked = PyObject_GetAttrString(from, "words")) || !(way->said = PyObject_GetAttrString(from, "groups")) ||
        !fits_taken(from, "behind", &way->behind) || !fits_taken(from, "before", &way->before))
        return 0;
    way->depth = number_of(from, "depth");
    way->reach = number_of(from, "reach");
    if (way->depth < 0 || way->reach < 0 || PyBytes_AsStringAndSize(way->opens, &text, &size))
        return 0;
    for (Py_ssize_t at = 0; at < size; at++)
        way->is_open[(unsigned char)text[at]] = 1;
    if (PyBytes_AsStringAndSize(way->asked, &text, &size) || !words_read(&way->words, text, size) ||
        PyBytes_AsStringAndSize(way->said, &text, &size) || !read_groups(way, text, size) ||
        PyBytes_AsStringAndSize(way->joined, &text, &size))
        return 0;
    for (const char *at = text, *end = text + size; at < end;) {
        const char *zero = memchr(at, 0, (size_t)(end - at));
        const char *stop = zero ? zero : end;
        if (way->count == MOST_PARTS || stop == at)
            return 0;
        int *link = &way->begins[(unsigned char)*at];
        while (*link) /* the first that fits is taken, as in an expression */
            link = &way->parts[*link - 1].next;
        way->parts[way->count++] = (part_t){at, stop - at, 0};
        *link = way->count;
        at = stop + 1;
    }
    return 1;
}

static const char made_of[] = "keyproof.names";

static void unmade(PyObject *capsule)
{
    way_t *way = PyCapsule_GetPointer(capsule, made_of);
    if (way) {
        let_go(way);
        PyMem_Free(way);
    }
}

PyDoc_STRVAR(made_doc, "made(way, /)\n--\n\nReturn *way* as the other functions take it; see way.py.");

static PyObject *made(PyObject *self, PyObject *from)
{
    (void)self;
    way_t *way = PyMem_Malloc(sizeof *way);
    if (!way)
        return PyErr_NoMemory();
    memset(way, 0, sizeof *way);
    PyObject *capsule = read_way(from, way) ? PyCapsule_New(way, made_of, unmade) : NULL;
    if (!capsule) {
        let_go(way);
        PyMem_Free(way);
        if (!PyErr_Occurred())
            PyErr_SetString(PyExc_TypeError, "the names are not what they should be");
    }
    return capsule;
}

#endif
