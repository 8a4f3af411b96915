// Lwm2mNano.Dtls (hal/Lwm2mNano.Dtls) inside the nanoFramework interpreter: DtlsEngine on lwm2m_dtls.h, RtcMemory on lwm2m_rtc.h. Each
// function takes the arguments of one managed member from the interpreter's stack frame, and sets its result. The engine
// answers errors as values, so nothing here throws. Pointers into managed arrays are used during a call only: the engine
// allocates nothing on the managed heap, so no collection moves an array meanwhile.

#include <nanoCLR_Interop.h>
#include <nanoCLR_Runtime.h>

#include "lwm2m_dtls.h"
#include "lwm2m_rtc.h"

// Argument 0 of an instance method is the object itself.
static int Int(CLR_RT_StackFrame &stack, unsigned int argument)
{
    signed int value = 0;
    Interop_Marshal_INT32(stack, argument, value);
    return value;
}

static int64_t Long(CLR_RT_StackFrame &stack, unsigned int argument)
{
    signed __int64 value = 0;
    Interop_Marshal_INT64(stack, argument, value);
    return value;
}

// The bytes from offset to offset + length of an array. NULL, which the engine answers with LWM2M_DTLS_E_ARGUMENT, if the array
// is null or the range leaves it.
static uint8_t *Bytes(CLR_RT_StackFrame &stack, unsigned int argument, int offset, int length)
{
    CLR_RT_TypedArray_UINT8 array;

    if (FAILED(Interop_Marshal_UINT8_ARRAY(stack, argument, array)))
    {
        return NULL;
    }

    int size = (int)array.GetSize();

    if (offset < 0 || length < 0 || offset > size || length > size - offset)
    {
        return NULL;
    }

    return array.GetBuffer() + offset;
}

static HRESULT Result(CLR_RT_StackFrame &stack, int value)
{
    SetResult_INT32(stack, value);
    return S_OK;
}

static HRESULT Features(CLR_RT_StackFrame &stack)
{
    return Result(stack, lwm2m_dtls_features());
}

static HRESULT Open(CLR_RT_StackFrame &stack)
{
    int identityLength = Int(stack, 2);
    int keyLength = Int(stack, 4);
    const uint8_t *identity = Bytes(stack, 1, 0, identityLength);
    const uint8_t *key = Bytes(stack, 3, 0, keyLength);
    return Result(stack, lwm2m_dtls_open(identity, identityLength, key, keyLength));
}

static HRESULT Close(CLR_RT_StackFrame &stack)
{
    return Result(stack, lwm2m_dtls_close(Int(stack, 1)));
}

static HRESULT Put(CLR_RT_StackFrame &stack)
{
    int length = Int(stack, 3);
    const uint8_t *datagram = Bytes(stack, 2, 0, length);
    return Result(stack, lwm2m_dtls_put(Int(stack, 1), datagram, length, Long(stack, 4)));
}

static HRESULT Take(CLR_RT_StackFrame &stack)
{
    int capacity = Int(stack, 3);
    uint8_t *buffer = Bytes(stack, 2, 0, capacity);
    return Result(stack, lwm2m_dtls_take(Int(stack, 1), buffer, capacity));
}

static HRESULT Write(CLR_RT_StackFrame &stack)
{
    int length = Int(stack, 4);
    const uint8_t *data = Bytes(stack, 2, Int(stack, 3), length);
    return Result(stack, lwm2m_dtls_write(Int(stack, 1), data, length, Long(stack, 5)));
}

static HRESULT Read(CLR_RT_StackFrame &stack)
{
    int capacity = Int(stack, 4);
    uint8_t *buffer = Bytes(stack, 2, Int(stack, 3), capacity);
    return Result(stack, lwm2m_dtls_read(Int(stack, 1), buffer, capacity));
}

static HRESULT Step(CLR_RT_StackFrame &stack)
{
    return Result(stack, lwm2m_dtls_step(Int(stack, 1), Long(stack, 2)));
}

static HRESULT Deadline(CLR_RT_StackFrame &stack)
{
    SetResult_INT64(stack, lwm2m_dtls_deadline(Int(stack, 1)));
    return S_OK;
}

static HRESULT Save(CLR_RT_StackFrame &stack)
{
    int capacity = Int(stack, 3);
    uint8_t *buffer = Bytes(stack, 2, 0, capacity);
    return Result(stack, lwm2m_dtls_save(Int(stack, 1), buffer, capacity));
}

static HRESULT Load(CLR_RT_StackFrame &stack)
{
    int savedLength = Int(stack, 2);
    int identityLength = Int(stack, 4);
    int keyLength = Int(stack, 6);
    const uint8_t *saved = Bytes(stack, 1, 0, savedLength);
    const uint8_t *identity = Bytes(stack, 3, 0, identityLength);
    const uint8_t *key = Bytes(stack, 5, 0, keyLength);
    return Result(stack, lwm2m_dtls_load(saved, savedLength, identity, identityLength, key, keyLength));
}

// The arguments of a static method begin with 0.
static HRESULT RtcMemory_Capacity(CLR_RT_StackFrame &stack)
{
    return Result(stack, lwm2m_rtc_capacity());
}

static HRESULT RtcMemory_Read(CLR_RT_StackFrame &stack)
{
    int capacity = Int(stack, 2);
    uint8_t *buffer = Bytes(stack, 0, Int(stack, 1), capacity);
    return Result(stack, lwm2m_rtc_read(buffer, capacity));
}

static HRESULT RtcMemory_Write(CLR_RT_StackFrame &stack)
{
    int length = Int(stack, 2);
    const uint8_t *data = Bytes(stack, 0, Int(stack, 1), length);
    return Result(stack, lwm2m_rtc_write(data, length));
}

static HRESULT RtcMemory_Erase(CLR_RT_StackFrame &stack)
{
    return Result(stack, lwm2m_rtc_erase());
}

// The interpreter finds a method here by its number in the assembly: in each type first the virtual ones (those of the
// interface), then the others, then the static ones, each in the order of the source. A method with a body has NULL.
static const CLR_RT_MethodHandler s_methods[] = {
    Features,
    Open,
    Close,
    Put,
    Take,
    Write,
    Read,
    Step,
    Deadline,
    Save,
    Load,
    NULL, // The constructor.
    RtcMemory_Capacity,
    RtcMemory_Read,
    RtcMemory_Write,
    RtcMemory_Erase,
};

// The checksum is the metadata processor's, of the names and signatures of all methods: an assembly with another one is not
// loaded. Build scripts of the interpreter search this text for the checksum and the version.
extern const CLR_RT_NativeAssemblyData g_CLR_AssemblyNative_Lwm2mNano_Dtls;

const CLR_RT_NativeAssemblyData g_CLR_AssemblyNative_Lwm2mNano_Dtls = {
    "Lwm2mNano.Dtls",
    0x083A20DB,
    s_methods,
    {1, 1, 0, 0},
};
