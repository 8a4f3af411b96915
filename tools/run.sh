# Sourced by the scripts beside it: runs one of the tools' programs, built first if its sources are newer than its last build.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# Builds the project tools/$1 for release, unless nothing changed since it was last built.
build_tool()
{
    local stamps="$root/.artifacts/stamps"
    local log="$root/.artifacts/build-$1.log"

    if ! command -v dotnet > /dev/null
    then
        echo "The .NET SDK is needed, version 10 or later." >&2
        return 1
    fi

    if is_built "$1"
    then
        return 0
    fi

    mkdir -p "$stamps"
    (
        # Two programs started at once share what they build.
        if command -v flock > /dev/null
        then
            flock 9
        fi

        if is_built "$1"
        then
            exit 0
        fi

        echo "Building $1 ..." >&2
        touch "$stamps/$1.started"

        # Output goes to a file, so that neither the program's output is mixed with it nor a build server keeps a reader's pipe open.
        if ! MSBUILDDISABLENODEREUSE=1 dotnet build "$root/tools/$1/$1.csproj" -c Release --nologo -v q > "$log" 2>&1 < /dev/null 9>&-
        then
            cat "$log" >&2
            exit 1
        fi

        mv "$stamps/$1.started" "$stamps/$1"
    ) 9> "$stamps/lock"
}

# Whether the project tools/$1 was built after the last change of any source.
is_built()
{
    local stamp="$root/.artifacts/stamps/$1"

    # A folder is newer than the stamp when a file was added to it or removed.
    [ -e "$stamp" ] && [ -z "$(cd "$root" && find Directory.Build.props .config nuget.config firmware hal tools \
        \( -type d -o -name '*.cs' -o -name '*.csproj' -o -name '*.props' -o -name '*.targets' -o -name '*.txt' -o -name '*.tsv' \) \
        -newer "$stamp" -print -quit)" ]
}

# Builds and becomes the program: signals and the exit code are the program's own.
run_tool()
{
    local name="$1"
    shift
    build_tool "$name" || exit 1
    exec dotnet "$root/.artifacts/bin/$name/release/$name.dll" "$@"
}
