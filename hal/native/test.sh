#!/usr/bin/env bash
# Builds and tests the native part: the file in RTC memory, and the DTLS engine with every mbedTLS that is there. The last line counts.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

native=hal/native
out=.artifacts/native
source36=${MBEDTLS36:-$out/mbedtls-3.6}
config=$PWD/$native/tests/mbedtls_config.h
warnings=(-std=c99 -Wall -Wextra -Wpedantic -Werror)
sanitizers=(-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)

# Mutated datagrams, and runs of the fuzz target beyond its corpus.
mutations=1000000
fuzz_runs=20000
only_library=

# Most that the engine takes on a Cortex-M4, in bytes: code, and static data.
code_limit=6144
static_limit=4096

usage()
{
    cat << END
Usage: hal/native/test.sh [--mutations N] [--fuzz-runs N] | --library

Builds into $out and installs nothing. Tests with the system's mbedTLS
(libmbedtls-dev), and with 3.6 where its source is ($source36,
see get-mbedtls.sh, or MBEDTLS36=DIR): against mbedTLS's server in memory and
openssl's over UDP, under sanitizers with mutated datagrams, and as a fuzz target. The file in RTC memory needs no mbedTLS.
What lacks its tool is skipped. The last line reads
'native: N passed, N failed, N skipped'.

  --library       only builds the engine with 3.6 as a shared library: $out/36/liblwm2m_dtls.so
  --mutations N   mutated datagrams (default $mutations)
  --fuzz-runs N   runs of the fuzz target (default $fuzz_runs)
END
}

while [ $# -gt 0 ]
do
    case "$1" in
        --library)
            only_library=1
            ;;
        --mutations)
            mutations=${2:?--mutations wants a number}
            shift
            ;;
        --fuzz-runs)
            fuzz_runs=${2:?--fuzz-runs wants a number}
            shift
            ;;
        --help | -h)
            usage
            exit 0
            ;;
        *)
            usage >&2
            exit 2
            ;;
    esac
    shift
done

passed=0
failed=0
skipped=0
log=$out/test.log

pass()
{
    passed=$((passed + 1))
}

fail()
{
    echo "FAILED $1"
    failed=$((failed + 1))
}

skip()
{
    echo "skipped: $1"
    skipped=$((skipped + 1))
}

has()
{
    command -v "$1" > /dev/null
}

# Runs a test that says by its exit code how it went.
run()
{
    local name=$1
    shift
    echo "-- $name"
    if "$@" > "$log" 2>&1
    then
        # Without libFuzzer's talk.
        grep -v '^INFO\|^#\|^"\|^\s*NEW_FUNC' "$log" || true
        pass
    else
        tail -n 40 "$log"
        fail "$name"
    fi
}

# Runs a test that counts in its last line: '…: N passed, N failed, N skipped'.
run_counting()
{
    local name=$1 counts
    shift
    echo "-- $name"
    if "$@" > "$log" 2>&1 || grep -q ' failed, ' "$log"
    then
        cat "$log"
        counts=($(tail -n 1 "$log" | grep -o '[0-9]\+'))
        passed=$((passed + counts[0]))
        failed=$((failed + counts[1]))
        skipped=$((skipped + counts[2]))
    else
        tail -n 40 "$log"
        fail "$name"
    fi
}

# library NAME COMPILER FLAGS...: mbedTLS 3.6 in our configuration, as $out/NAME/libmbedtls.a; built again when anything of this changes.
library()
{
    local name=$1 compiler=$2 to=$out/$1 stamp
    shift 2
    stamp=$(echo "$compiler $*" | cat - "$config" "$source36/include/mbedtls/build_info.h" | sha256sum)
    if [ -f "$to/libmbedtls.a" ] && [ "$(cat "$to/stamp" 2> /dev/null)" = "$stamp" ]
    then
        return
    fi

    echo "building mbedTLS 3.6: $name"
    rm -rf "$to"
    mkdir -p "$to"
    ls "$source36"/library/*.c | xargs -P "$(nproc)" -I {} sh -c '
        source=$1 to=$2 compiler=$3 config=$4 include=$5
        shift 5
        exec "$compiler" "$@" -I "$include" "-DMBEDTLS_CONFIG_FILE=\"$config\"" -c "$source" -o "$to/$(basename "$source" .c).o"
        ' sh {} "$to" "$compiler" "$config" "$source36/include" "$@"
    ar rcs "$to/libmbedtls.a" "$to"/*.o
    rm -f "$to"/*.o
    echo "$stamp" > "$to/stamp"
}

# program OUTPUT COMPILER TEST FLAGS...: the engine and one of the tests.
program()
{
    local output=$1 compiler=$2 test=$3
    shift 3
    "$compiler" "${warnings[@]}" -g -DLWM2M_DTLS_ENTROPY=test_entropy "$native/lwm2m_dtls.c" "$native/tests/peer.c" "$test" \
        "$@" -o "$output"
}

# The test against openssl has the platform's randomness.
openssl_program()
{
    local output=$1
    shift
    gcc "${warnings[@]}" -g -O1 "$native/lwm2m_dtls.c" "$native/tests/openssl.c" "$@" -o "$output"
}

test_rtc()
{
    gcc "${warnings[@]}" -g -O1 "${sanitizers[@]}" "$native/tests/test_rtc.c" -o "$out/test-rtc"
    run_counting "RTC memory" "$out/test-rtc"
}

test_system()
{
    local libraries=(-lmbedtls -lmbedx509 -lmbedcrypto)
    if ! echo '#include <mbedtls/ssl.h>' | gcc -E - > /dev/null 2>&1
    then
        skip "the system's mbedTLS: libmbedtls-dev is not installed"
        return
    fi

    program "$out/test-system" gcc "$native/tests/test_dtls.c" -O1 "${libraries[@]}"
    run_counting "the system's mbedTLS" "$out/test-system"
    if has openssl
    then
        openssl_program "$out/openssl-system" "${libraries[@]}"
        run "the system's mbedTLS against openssl" "$out/openssl-system"
    fi
}

flags36=(-I "$source36/include" "-DMBEDTLS_CONFIG_FILE=\"$config\"")

# For the tests in C# and the devkit, which take it in place of the system's (LWM2M_DTLS_LIBRARY).
shared_36()
{
    library 36 gcc -O2 -g -fPIC
    gcc "${warnings[@]}" -O2 -fPIC -fvisibility=hidden -shared -o "$out/36/liblwm2m_dtls.so" "$native/lwm2m_dtls.c" "${flags36[@]}" "$out/36/libmbedtls.a"
}

test_36()
{
    local flags=("${flags36[@]}")
    if [ ! -f "$source36/library/ssl_tls.c" ]
    then
        skip "mbedTLS 3.6: its source is not in $source36 (hal/native/get-mbedtls.sh brings it)"
        return
    fi

    shared_36
    program "$out/test-36" gcc "$native/tests/test_dtls.c" -O1 "${flags[@]}" "$out/36/libmbedtls.a"
    run_counting "mbedTLS 3.6" "$out/test-36"
    if has openssl
    then
        openssl_program "$out/openssl-36" "${flags[@]}" "$out/36/libmbedtls.a"
        run "mbedTLS 3.6 against openssl" "$out/openssl-36"
    else
        skip "openssl is not installed"
    fi

    library 36-sanitized gcc -O1 -g "${sanitizers[@]}"
    program "$out/test-sanitized" gcc "$native/tests/test_dtls.c" -O1 "${sanitizers[@]}" "${flags[@]}" "$out/36-sanitized/libmbedtls.a"
    run_counting "mbedTLS 3.6 under sanitizers" "$out/test-sanitized"
    program "$out/mutate" gcc "$native/tests/mutate.c" -O1 "${sanitizers[@]}" "${flags[@]}" "$out/36-sanitized/libmbedtls.a"
    run "mutated datagrams under sanitizers" "$out/mutate" "$mutations"

    test_fuzz "${flags[@]}"
    test_size
}

test_fuzz()
{
    local clang name
    for name in clang clang-19 clang-16 clang-15 clang-14
    do
        if has "$name" && echo 'int LLVMFuzzerTestOneInput(void); int LLVMFuzzerTestOneInput(void) { return 0; }' |
            "$name" -fsanitize=fuzzer,address,undefined -x c - -o "$out/try" 2> /dev/null
        then
            clang=$name
            break
        fi
    done
    if [ -z "${clang:-}" ]
    then
        skip "the fuzz target: clang with libFuzzer is not installed"
        return
    fi

    library 36-fuzz "$clang" -O1 -g -fsanitize=fuzzer-no-link "${sanitizers[@]}"
    program "$out/fuzz" "$clang" "$native/fuzz/fuzz_dtls.c" -O1 -fsanitize=fuzzer "${sanitizers[@]}" "$@" "$out/36-fuzz/libmbedtls.a"
    mkdir -p "$out/corpus"
    run "fuzz target" "$out/fuzz" -runs="$fuzz_runs" -max_len=1024 -seed=1 -verbosity=0 -print_final_stats=0 \
        -artifact_prefix="$out/" "$out/corpus" "$native/fuzz/corpus"
}

# Against mbedTLS's own configuration, whose structures are the larger ones.
test_size()
{
    local numbers code static
    if ! has arm-none-eabi-gcc
    then
        skip "size on a Cortex-M4: arm-none-eabi-gcc is not installed"
        return
    fi

    arm-none-eabi-gcc "${warnings[@]}" -mcpu=cortex-m4 -mthumb -Os -ffunction-sections -fdata-sections \
        -DMBEDTLS_NO_PLATFORM_ENTROPY -I "$source36/include" -c "$native/lwm2m_dtls.c" -o "$out/cortex-m4.o"
    numbers=($(arm-none-eabi-size "$out/cortex-m4.o" | tail -n 1))
    code=$((numbers[0] + numbers[1]))
    static=$((numbers[1] + numbers[2]))
    echo "-- size on a Cortex-M4 at -Os: $code bytes of code, $static bytes of static data"
    if [ "$code" -le "$code_limit" ] && [ "$static" -le "$static_limit" ]
    then
        pass
    else
        fail "size: at most $code_limit and $static_limit bytes"
    fi
}

mkdir -p "$out"
if [ -n "$only_library" ]
then
    shared_36
    exit 0
fi

if ! has gcc
then
    skip "everything: gcc is not installed"
else
    test_rtc
    test_system
    test_36
fi

echo "native: $passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
