/* One pass over a log of git: the loops of keyproof.objects.log, compiled. That module is the reference and the way taken
   where this one was not built, or where a line is not as git writes it. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <string.h>

#define NOTES " refs/notes/"
#define NOTES_WITHIN 80
#define SHORTEST 8
/* Bytes of a header in which the ref it was reached from stands, if it is of notes; bytes that an id has more than. */

typedef struct {
    const char *at;
    Py_ssize_t size;
} piece_t;

typedef struct {
    const char *at, *end;
    piece_t header, raw, path;
} log_t;

enum { END, HEADER, CHANGE };

/* The next part up to a NUL byte; what has none is not whole. */
static int next_piece(log_t *log, piece_t *piece)
{
    const char *stop = log->at < log->end ? memchr(log->at, 0, (size_t)(log->end - log->at)) : NULL;
    if (!stop)
        return 0;
    *piece = (piece_t){log->at, stop - log->at};
    log->at = stop + 1;
    return 1;
}

/* The next header, or change with its path. */
static int next_entry(log_t *log)
{
    piece_t piece;
    while (next_piece(log, &piece)) {
        if (!piece.size)
            continue;
        int apart = *piece.at == '\n' && piece.size > 1;
        if (piece.at[apart] != ':') {
            log->header = piece;
            return HEADER;
        }
        log->raw = (piece_t){piece.at + apart, piece.size - apart};
        return next_piece(log, &log->path) ? CHANGE : END;
    }
    return END;
}

/* Cut *prefix* off the path; false where it does not begin so. */
static int is_below(log_t *log, const Py_buffer *prefix)
{
    if (!log->path.size || log->path.size < prefix->len || memcmp(log->path.at, prefix->buf, (size_t)prefix->len))
        return 0;
    log->path.at += prefix->len;
    log->path.size -= prefix->len;
    return 1;
}

static int is_of_notes(piece_t header)
{
    Py_ssize_t width = sizeof NOTES - 1, most = header.size < NOTES_WITHIN ? header.size : NOTES_WITHIN;
    for (Py_ssize_t at = 0; at + width <= most; at++)
        if (!memcmp(header.at + at, NOTES, (size_t)width))
            return 1;
    return 0;
}

/* The field after *which* blanks of *raw*; false where none follows it. */
static int field(piece_t raw, Py_ssize_t which, piece_t *found)
{
    const char *at = raw.at, *end = raw.at + raw.size, *stop = NULL;
    for (; which >= 0; which--) {
        at = stop ? stop + 1 : at;
        stop = at < end ? memchr(at, ' ', (size_t)(end - at)) : NULL;
        if (!stop)
            return 0;
    }
    *found = (piece_t){at, stop - at};
    return 1;
}

static int is_blob(piece_t mode)
{
    return !(mode.size == 6 && (!memcmp(mode.at, "160000", 6) || !memcmp(mode.at, "000000", 6) || !memcmp(mode.at, "040000", 6)));
}

static int enter(PyObject *found, const log_t *log, piece_t oid)
{
    PyObject *path = PyUnicode_DecodeUTF8(log->path.at, log->path.size, "surrogateescape");
    PyObject *blobs = path ? PyDict_GetItemWithError(found, path) : NULL, *fresh = NULL;
    if (path && !blobs && !PyErr_Occurred() && (fresh = PyDict_New()) && !PyDict_SetItem(found, path, fresh))
        blobs = fresh;
    PyObject *name = blobs ? PyUnicode_DecodeUTF8(oid.at, oid.size, NULL) : NULL;
    int good = name && !PyDict_SetItem(blobs, name, Py_None);
    Py_XDECREF(path);
    Py_XDECREF(fresh);
    Py_XDECREF(name);
    return good;
}

PyDoc_STRVAR(stood_doc, "stood(data, prefix, /)\n--\n\nSee keyproof.objects.log; None where that is to look itself.");

static PyObject *stood(PyObject *module, PyObject *args)
{
    Py_buffer data, prefix;
    (void)module;
    if (!PyArg_ParseTuple(args, "y*y*", &data, &prefix))
        return NULL;
    log_t log = {data.buf, (const char *)data.buf + data.len, {0}, {0}, {0}};
    PyObject *found = PyDict_New();
    int kind, good = found != NULL, is_odd = 0;
    while (good && !is_odd && (kind = next_entry(&log)) != END) {
        if (kind == HEADER) {
            is_odd = is_of_notes(log.header);
            continue;
        }
        if (!is_below(&log, &prefix))
            continue;
        Py_ssize_t parents = 0;
        while (parents < log.raw.size && log.raw.at[parents] == ':')
            parents++;
        piece_t mode, oid;
        if (!field(log.raw, parents, &mode) || !field(log.raw, 2 * parents + 1, &oid))
            is_odd = 1;
        else if (is_blob(mode))
            good = enter(found, &log, oid);
    }
    PyBuffer_Release(&data);
    PyBuffer_Release(&prefix);
    if (good && !is_odd)
        return found;
    Py_XDECREF(found);
    if (!good)
        return NULL;
    Py_RETURN_NONE;
}

/* Whether one of the ids of *raw* is *wanted*, -1 with an error. */
static int is_wanted(piece_t raw, PyObject *wanted)
{
    const char *at = raw.at, *end = raw.at + raw.size;
    while (at < end) {
        const char *stop = memchr(at, ' ', (size_t)(end - at));
        stop = stop ? stop : end;
        if (stop - at > SHORTEST) {
            PyObject *name = PyBytes_FromStringAndSize(at, stop - at);
            int is_one = name ? PySet_Contains(wanted, name) : -1;
            Py_XDECREF(name);
            if (is_one)
                return is_one;
        }
        at = stop + 1;
    }
    return 0;
}

PyDoc_STRVAR(touching_doc, "touching(data, prefix, wanted, /)\n--\n\nReturn what `_entries` of keyproof.objects.log yields.");

static PyObject *touching(PyObject *module, PyObject *args)
{
    Py_buffer data, prefix;
    PyObject *wanted, *header = NULL;
    (void)module;
    if (!PyArg_ParseTuple(args, "y*y*O!", &data, &prefix, &PySet_Type, &wanted))
        return NULL;
    log_t log = {data.buf, (const char *)data.buf + data.len, {0}, {0}, {0}};
    PyObject *found = PyList_New(0);
    int kind, good = found != NULL;
    while (good && (kind = next_entry(&log)) != END) {
        if (kind == HEADER) {
            Py_CLEAR(header);
            continue;
        }
        int is_one = is_wanted(log.raw, wanted);
        good = is_one >= 0;
        if (is_one <= 0 || !is_below(&log, &prefix))
            continue;
        if (!header)
            header = PyBytes_FromStringAndSize(log.header.at, log.header.size);
        PyObject *told = header ? Py_BuildValue("(Oy#y#)", header, log.raw.at, log.raw.size, log.path.at, log.path.size) : NULL;
        good = told && !PyList_Append(found, told);
        Py_XDECREF(told);
    }
    Py_XDECREF(header);
    PyBuffer_Release(&data);
    PyBuffer_Release(&prefix);
    if (!good)
        Py_CLEAR(found);
    return found;
}

PyDoc_STRVAR(headers_doc, "headers(data, start, most, /)\n--\n\nReturn up to *most* headers from *start*, and where to go on.");

static PyObject *headers(PyObject *module, PyObject *args)
{
    Py_buffer data;
    Py_ssize_t start, most;
    (void)module;
    if (!PyArg_ParseTuple(args, "y*nn", &data, &start, &most))
        return NULL;
    start = start < 0 || start > data.len ? data.len : start;
    log_t log = {(const char *)data.buf + start, (const char *)data.buf + data.len, {0}, {0}, {0}};
    PyObject *found = PyList_New(0);
    int kind = END, good = found != NULL;
    while (good && PyList_Size(found) < most && (kind = next_entry(&log)) != END) {
        if (kind != HEADER)
            continue;
        PyObject *header = PyBytes_FromStringAndSize(log.header.at, log.header.size);
        good = header && !PyList_Append(found, header);
        Py_XDECREF(header);
    }
    PyObject *out = good ? Py_BuildValue("(On)", found, kind == END ? data.len : log.at - (const char *)data.buf) : NULL;
    Py_XDECREF(found);
    PyBuffer_Release(&data);
    return out;
}

static PyMethodDef methods[] = {
    {"stood", stood, METH_VARARGS, stood_doc},
    {"touching", touching, METH_VARARGS, touching_doc},
    {"headers", headers, METH_VARARGS, headers_doc},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_log", "A log of git, compiled.", 0, methods, NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__log(void)
{
    return PyModuleDef_Init(&definition);
}
