/* The lines of a text that may bind a value to a credential name, told without an expression: `keyproof.detect.naming`
   is the same in Python. What is not sure here is left to the expressions, so a line too much is given, never one too
   few. */

#include "_line.h"
#include <stddef.h>

PyDoc_STRVAR(names_doc, "names(text, since, until, made, folds, /)\n--\n\n"
                        "Return (start, stop, end, forms) of the credential names in *text*, which is ASCII; see way.py.");

static PyObject *numbers(const uint64_t bits[2], int count)
{
    PyObject *found = PyList_New(0);
    for (int number = 0; found && number < count; number++) {
        if (!(bits[number >> 6] >> (number & 63) & 1))
            continue;
        PyObject *one = PyLong_FromLong(number);
        if (!one || PyList_Append(found, one))
            Py_CLEAR(found);
        Py_XDECREF(one);
    }
    return found;
}

static int name_added(PyObject *found, const name_t *name, const uint64_t bits[2], int count)
{
    PyObject *forms = numbers(bits, count);
    PyObject *one = forms ? Py_BuildValue("nnnN", name->start, name->stop, name->end, forms) : NULL;
    int added = one && !PyList_Append(found, one);
    Py_XDECREF(one);
    return added;
}

static PyObject *names(PyObject *self, PyObject *arguments)
{
    PyObject *text, *capsule;
    Py_ssize_t since, until, next, size;
    line_t line;
    name_t done = {-1, -1, -1}, name;
    uint64_t bits[2];
    int folds;
    (void)self;
    if (!PyArg_ParseTuple(arguments, "UnnOp:names", &text, &since, &until, &capsule, &folds))
        return NULL;
    way_t *way = PyCapsule_GetPointer(capsule, made_of);
    const char *t = way ? PyUnicode_AsUTF8AndSize(text, &size) : NULL;
    if (!t)
        return NULL;
    if (size != PyUnicode_GetLength(text) || since < 0) {
        PyErr_SetString(PyExc_ValueError, "the names are not in a text of ASCII");
        return NULL;
    }
    PyObject *found = PyList_New(0);
    until = until < size ? until : size;
    memset(&line, 0, offsetof(line_t, last));
    line.t = (const unsigned char *)t;
    line.folds = line.goes_on = folds;
    line.more = line.rest = folds ? size - until : 0;
    next = since;
    for (Py_ssize_t at = since; found && at < until; at++) {
        unsigned char c = lower_of[line.t[at]];
        line.size = until; /* what makes a name a place is looked for up to there */
        Py_ssize_t part = at < next ? 0 : part_at(way, &line, at);
        if (part)
            next = at + part;
        else if (!((c == 'a' || c == 'j') && is_loose(&line, at)))
            continue;
        line.size = folds ? until : size;
        if (name_at(&line, at, since, &name) != FOUND || (name.start == done.start && name.stop == done.stop))
            continue;
        done = name;
        int may = may_be_bound(way, &line, &name, bits);
        if (may < 0 || (may && !name_added(found, &name, bits, way->forms)))
            Py_CLEAR(found);
    }
    return found;
}

/* What is gone through line by line: hits that end in a text, in order. */
typedef struct {
    PyObject *data, *ends, *called, *quiet, *silent, *silent_calls;
    const unsigned char *t;
    Py_ssize_t size, window, count, calls, call;
    way_t *way;
    line_t line;
} hits_t;

static int begun(hits_t *h, PyObject *capsule)
{
    char *bytes;
    if (PyBytes_AsStringAndSize(h->data, &bytes, &h->size))
        return 0;
    h->t = (const unsigned char *)bytes;
    h->count = PyList_Size(h->ends);
    h->calls = PyList_Size(h->called);
    h->way = PyCapsule_GetPointer(capsule, made_of);
    return h->way != NULL;
}

static PyObject *failed(PyObject *found)
{
    Py_XDECREF(found);
    if (!PyErr_Occurred())
        PyErr_SetString(PyExc_TypeError, "the names are not what they should be");
    return NULL;
}

/* Where the hit of *row* ends; 0 where it is none. */
static Py_ssize_t end_at(const hits_t *h, Py_ssize_t row)
{
    Py_ssize_t end = PyLong_AsSsize_t(PyList_GetItem(h->ends, row));
    if (end > 0 && end <= h->size)
        return end;
    if (!PyErr_Occurred())
        PyErr_SetString(PyExc_ValueError, "a hit ends outside of the text");
    return 0;
}

/* The line, or a window of it, of the hit that ends at *end*. */
static void line_of(const hits_t *h, Py_ssize_t end, Py_ssize_t *start, Py_ssize_t *stop)
{
    Py_ssize_t at = end - 1, low = at > h->window ? at - h->window : 0;
    Py_ssize_t high = h->size - at > h->window ? at + h->window : h->size;
    *start = at;
    while (*start > low && h->t[*start - 1] != '\n')
        --*start;
    const unsigned char *newline = memchr(h->t + at, '\n', (size_t)(high - at));
    *stop = newline ? newline - h->t : high;
}

/* Whether *known* has the bytes from *start* to *stop*, a set or NULL; -1 where something failed. */
static int is_in(const hits_t *h, PyObject *known, Py_ssize_t start, Py_ssize_t stop)
{
    if (!known)
        return 0;
    PyObject *line = PyBytes_FromStringAndSize((const char *)h->t + start, stop - start);
    int found = line ? PySet_Contains(known, line) : -1;
    Py_XDECREF(line);
    return found;
}

/* Begin the line from *start* to *stop*; *chained*: the next one goes on with it. */
static void open_line(hits_t *h, Py_ssize_t start, Py_ssize_t stop, int chained)
{
    line_t *line = &h->line;
    Py_ssize_t first = 0;
    memset(line, 0, offsetof(line_t, last));
    line->t = h->t + start;
    line->size = stop - start;
    line->more = h->size - stop;
    while (first < line->size && (class_of[line->t[first]] & BLANK))
        first++;
    line->quoted = first < line->size && (line->t[first] == '"' || line->t[first] == '\'');
    line->looked = chained;
    line->folds = chained || folds(line);
    line->goes_on = chained || goes_on(h->way, line);
    if (line->goes_on && line->more)
        line->rest = rest_of(h->t, stop, h->size, h->window);
}

/* Whether a parenthesis stands right before *start*: then the line is read with the one before. */
static int is_opened(const hits_t *h, Py_ssize_t start)
{
    Py_ssize_t low = start > 3 ? start - 3 : 0;
    while (start > low && (class_of[h->t[start - 1]] & BLANK))
        start--;
    return start > low && h->t[start - 1] == '(';
}

/* Whether nothing is bound from *start* to *stop*; -1 where something failed. */
static int is_quiet(hits_t *h, Py_ssize_t start, Py_ssize_t stop)
{
    Py_ssize_t next = 0;
    while (h->call < h->calls && (next = PyLong_AsSsize_t(PyList_GetItem(h->called, h->call))) <= start)
        h->call++;
    if (PyErr_Occurred())
        return -1;
    int is_called = h->call < h->calls && next <= stop + 1, known = 0, chained = is_chained(h->t, stop, h->size);
    PyObject *silent = is_called ? h->silent_calls : h->silent;
    if (!is_called && !chained && (known = is_in(h, h->quiet, start, stop)))
        return known;
    if (is_called && !silent)
        return 0;
    open_line(h, start, stop, chained);
    line_t *line = &h->line;
    /* Where the line goes on it is known by what it is read with. */
    Py_ssize_t both = line->rest && h->t[stop] == '\n' ? stop + line->rest : 0;
    if (silent && !(line->quoted && is_opened(h, start)) &&
        ((!chained && (known = is_in(h, silent, start, stop))) || (both && (known = is_in(h, silent, start, both)))))
        return known;
    if (is_called)
        return 0;
    if (both && (known = is_in(h, h->quiet, start, both)))
        return known;
    int may = may_bind(h->way, line);
    if (may || (line->looked && !both))
        return may < 0 ? -1 : !may;
    PyObject *own = PyBytes_FromStringAndSize((const char *)h->t + start, (line->looked ? both : stop) - start);
    int lost = !own || PySet_Add(h->quiet, own);
    Py_XDECREF(own);
    return lost ? -1 : 1;
}

PyDoc_STRVAR(walk_doc, "walk(text, ends, called, quiet, silent, silent_calls, made, window, overlap, most, /)\n--\n\n"
                       "Return (start, stop) of the lines that may bind a value, and whether these are all; see naming.py.");

static PyObject *walk(PyObject *self, PyObject *arguments)
{
    PyObject *from, *found = NULL;
    hits_t h = {0};
    Py_ssize_t overlap, most, done = 0, lines = 0;
    (void)self;
    if (!PyArg_ParseTuple(arguments, "SO!O!OOOOnnn:walk", &h.data, &PyList_Type, &h.ends, &PyList_Type, &h.called,
                          &h.quiet, &h.silent, &h.silent_calls, &from, &h.window, &overlap, &most))
        return NULL;
    if (!begun(&h, from) || !(found = PyList_New(0)))
        return failed(found);
    int whole = 1;
    for (Py_ssize_t row = 0; row < h.count; row++) {
        Py_ssize_t end = end_at(&h, row), start, stop;
        if (!end)
            return failed(found);
        if (end <= done)
            continue;
        if (++lines > most) {
            whole = 0;
            break;
        }
        line_of(&h, end, &start, &stop);
        if (start < done - overlap)
            start = done - overlap;
        done = stop;
        int quiet = is_quiet(&h, start, stop);
        if (quiet > 0)
            continue;
        PyObject *one = quiet ? NULL : Py_BuildValue("nn", start, stop);
        int lost = !one || PyList_Append(found, one);
        Py_XDECREF(one);
        if (lost)
            return failed(found);
    }
    return Py_BuildValue("NO", found, whole ? Py_True : Py_False);
}

PyDoc_STRVAR(thin_doc, "thin(text, ends, called, quiet, made, window, /)\n--\n\n"
                       "Return those of *ends* that are not on lines, looked at whole, which bind nothing; see naming.py.");

static PyObject *thin(PyObject *self, PyObject *arguments)
{
    PyObject *from, *found = NULL;
    hits_t h = {0};
    Py_ssize_t start = 0, stop = -1;
    int quiet = 0;
    (void)self;
    if (!PyArg_ParseTuple(arguments, "SO!O!OOn:thin", &h.data, &PyList_Type, &h.ends, &PyList_Type, &h.called, &h.quiet,
                          &from, &h.window))
        return NULL;
    if (!begun(&h, from) || !(found = PyList_New(0)))
        return failed(found);
    for (Py_ssize_t row = 0; row < h.count; row++) {
        Py_ssize_t end = end_at(&h, row);
        if (!end)
            return failed(found);
        if (end > stop) {
            line_of(&h, end, &start, &stop);
            int is_whole = (!start || h.t[start - 1] == '\n') && (stop == h.size || h.t[stop] == '\n');
            quiet = is_whole ? is_quiet(&h, start, stop) : 0;
        }
        if (quiet < 0 || (!quiet && PyList_Append(found, PyList_GetItem(h.ends, row))))
            return failed(found);
    }
    return found;
}

static int is_blank(Py_UCS4 c)
{
    return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c < 0x2060) || c == 0x3000;
}

/* As `Fits.read`, of a text of Python. */
static long state_at(fits_t *f, PyObject *text, Py_ssize_t at, Py_ssize_t size, long depth, int by)
{
    long state = START;
    for (long count = 0; count < depth && state >= START; count++, at += by) {
        if (at < 0 || at >= size)
            return step(f, state, f->of[EDGE]);
        Py_UCS4 c = PyUnicode_ReadChar(text, at);
        if (by < 0 && count == depth - 1)
            c = FAR;
        else if (is_blank(c))
            break;
        else if (c > OTHER)
            c = OTHER;
        state = step(f, state, f->of[c]);
    }
    return state;
}

PyDoc_STRVAR(states_doc, "states(text, start, end, way, /)\n--\n\n"
                         "Return the states of the automata of *way* behind *end* and before *start*; see naming.py.");

static PyObject *states(PyObject *self, PyObject *arguments)
{
    PyObject *text, *from, *found = NULL;
    Py_ssize_t start, end;
    fits_t behind = {0}, before = {0};
    long depth = -1, reach = -1;
    (void)self;
    if (!PyArg_ParseTuple(arguments, "UnnO:states", &text, &start, &end, &from))
        return NULL;
    Py_ssize_t size = PyUnicode_GetLength(text);
    if (start >= 0 && start <= end && end <= size && fits_taken(from, "behind", &behind) &&
        fits_taken(from, "before", &before) && (depth = number_of(from, "depth")) >= 0 &&
        (reach = number_of(from, "reach")) >= 0) {
        long ahead = state_at(&behind, text, end, size, depth, 1);
        long back = ahead < 0 ? -1 : ahead ? state_at(&before, text, start - 1, size, reach + 1, -1) : DEAD;
        if (back >= 0)
            found = Py_BuildValue("ll", ahead, back);
    }
    fits_drop(&behind);
    fits_drop(&before);
    if (!found && !PyErr_Occurred())
        PyErr_SetString(PyExc_ValueError, "the name is not in the text");
    return found;
}

static PyMethodDef methods[] = {
    {"made", made, METH_O, made_doc},
    {"names", names, METH_VARARGS, names_doc},
    {"walk", walk, METH_VARARGS, walk_doc},
    {"thin", thin, METH_VARARGS, thin_doc},
    {"states", states, METH_VARARGS, states_doc},
    {NULL, NULL, 0, NULL},
};

static void mark(const char *which, int as)
{
    for (const unsigned char *at = (const unsigned char *)which; *at; at++)
        class_of[*at] |= (unsigned char)as;
}

static int prepared(PyObject *module)
{
    (void)module;
    memset(class_of, 0, sizeof class_of);
    for (int c = 0; c < 256; c++) {
        lower_of[c] = (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
        if ((lower_of[c] >= 'a' && lower_of[c] <= 'z'))
            class_of[c] = ALPHA | NAME | FIRST | DOTTED | WORD | DRAWN;
        if (c >= '0' && c <= '9')
            class_of[c] = DIGIT | NAME | DOTTED | WORD | DRAWN;
    }
    mark("_", NAME | FIRST | DOTTED | WORD | DRAWN);
    mark("$", NAME | FIRST | DOTTED);
    mark("-", NAME | DOTTED | DRAWN);
    mark(".", DOTTED);
    mark(" \t\n\r\v\f", BLANK);
    mark("+/=", DRAWN);
    return 0;
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, prepared}, {0, NULL}};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_names", "Lines with credential names.", 0, methods, slots, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__names(void)
{
    return PyModuleDef_Init(&definition);
}
