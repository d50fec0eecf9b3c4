/* Which of many words stand in a text: `keyproof.detect.keys` is the same in Python. */

#include "_words.h"

static const char made_of[] = "keyproof.words";

typedef struct {
    words_t words;
    PyObject *joined;
} keys_t;

static void unmade(PyObject *capsule)
{
    keys_t *keys = PyCapsule_GetPointer(capsule, made_of);
    if (keys) {
        Py_CLEAR(keys->joined);
        PyMem_Free(keys);
    }
}

PyDoc_STRVAR(made_doc, "made(joined, /)\n--\n\nReturn words, in order and a NUL between two, as `found` takes them.");

static PyObject *made(PyObject *self, PyObject *joined)
{
    (void)self;
    char *text;
    Py_ssize_t size;
    if (PyBytes_AsStringAndSize(joined, &text, &size))
        return NULL;
    keys_t *keys = PyMem_Malloc(sizeof *keys);
    if (!keys)
        return PyErr_NoMemory();
    Py_INCREF(joined);
    keys->joined = joined;
    PyObject *capsule = words_read(&keys->words, text, size) ? PyCapsule_New(keys, made_of, unmade) : NULL;
    if (!capsule) {
        Py_DECREF(joined);
        PyMem_Free(keys);
        if (!PyErr_Occurred())
            PyErr_SetString(PyExc_ValueError, "there are too many words, or an empty one");
    }
    return capsule;
}

PyDoc_STRVAR(found_doc, "found(text, made, /)\n--\n\nReturn the numbers of the words that stand in *text*, in any letter case.");

static PyObject *found(PyObject *self, PyObject *arguments)
{
    PyObject *capsule;
    const char *text;
    Py_ssize_t size;
    int32_t last[MOST_WORDS];
    (void)self;
    if (!PyArg_ParseTuple(arguments, "s#O:found", &text, &size, &capsule))
        return NULL;
    keys_t *keys = PyCapsule_GetPointer(capsule, made_of);
    if (!keys)
        return NULL;
    if (size >= INT32_MAX) {
        PyErr_SetString(PyExc_ValueError, "the text is too long");
        return NULL;
    }
    memset(last, -1, sizeof *last * (size_t)keys->words.count);
    words_seen(&keys->words, (const unsigned char *)text, 0, size, last);
    PyObject *numbers = PyList_New(0);
    for (int number = 0; numbers && number < keys->words.count; number++) {
        if (last[number] < 0)
            continue;
        PyObject *one = PyLong_FromLong(number);
        if (!one || PyList_Append(numbers, one))
            Py_CLEAR(numbers);
        Py_XDECREF(one);
    }
    return numbers;
}

static PyMethodDef methods[] = {
    {"made", made, METH_O, made_doc},
    {"found", found, METH_VARARGS, found_doc},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_keys", "Which of many words stand in a text.", 0, methods, NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__keys(void)
{
    return PyModuleDef_Init(&definition);
}
