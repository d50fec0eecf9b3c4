/* What the first pass said of a few lines among those around them: keyproof.detect.seen tells what is taken from it.
   `_pieces.h` cuts a text, and knows what it saw. */

#include "_pieces.h"

#ifdef __SIZEOF_INT128__
static const char NAME[] = "keyproof.detect._seen";

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
