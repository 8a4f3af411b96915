namespace Lwm2mNano.Objects
{
    /// <summary>
    /// The arguments of an Execute operation (LwM2M Core 1.1, section 6.3.5): <c>0,5='text'</c>. Read in place; allocates nothing.
    /// </summary>
    public sealed class ExecuteArguments
    {
        private const int MaxId = 9;

        private byte[] _buffer;
        private int _id;
        private bool _hasValue;
        private int _valueOffset;
        private int _valueLength;
        private int _start;
        private int _next;
        private int _end;

        /// <summary>Gets the present argument's id, 0 to 9.</summary>
        public int Id => _id;

        /// <summary>Gets whether the present argument has a value, which may be empty.</summary>
        public bool HasValue => _hasValue;

        /// <summary>Gets the buffer that holds the arguments.</summary>
        public byte[] Buffer => _buffer;

        /// <summary>Gets where the present argument's value starts in <see cref="Buffer"/>.</summary>
        public int ValueOffset => _valueOffset;

        /// <summary>Gets the length of the present argument's value in bytes.</summary>
        public int ValueLength => _valueLength;

        /// <summary>
        /// Takes the arguments and checks their form.
        /// </summary>
        /// <param name="buffer">The buffer that holds them; not copied.</param>
        /// <param name="offset">Where they start.</param>
        /// <param name="count">Their length in bytes; 0 means none.</param>
        /// <returns>Whether they are well-formed.</returns>
        public bool Begin(byte[] buffer, int offset, int count)
        {
            _buffer = buffer;
            _start = offset;
            _next = offset;
            _end = offset + count;
            while (_next < _end)
            {
                if (!Parse())
                {
                    _end = _start;
                    return false;
                }
            }

            _next = offset;
            return count == 0 || buffer[offset + count - 1] != ',';
        }

        /// <summary>
        /// Goes to the next argument.
        /// </summary>
        /// <returns>Whether there is one.</returns>
        public bool Next()
        {
            return _next < _end && Parse();
        }

        private bool Parse()
        {
            byte[] buffer = _buffer;
            int position = _next;
            int id = buffer[position++] - '0';
            if (id < 0 || id > MaxId)
            {
                return false;
            }

            _id = id;
            _hasValue = false;
            _valueOffset = position;
            _valueLength = 0;
            if (position < _end && buffer[position] == '=')
            {
                position++;
                if (position == _end || buffer[position] != '\'')
                {
                    return false;
                }

                position++;
                int start = position;
                while (position < _end && IsCharacter(buffer[position]))
                {
                    position++;
                }

                if (position == _end || buffer[position] != '\'')
                {
                    return false;
                }

                _hasValue = true;
                _valueOffset = start;
                _valueLength = position - start;
                position++;
            }

            if (position < _end)
            {
                if (buffer[position] != ',')
                {
                    return false;
                }

                position++;
            }

            _next = position;
            return true;
        }

        // CHAR = "!" / %x23-26 / %x28-5B / %x5D-7E
        private static bool IsCharacter(int c)
        {
            return c > ' ' && c <= '~' && c != '"' && c != '\'' && c != '\\';
        }
    }
}
