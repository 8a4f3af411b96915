using System;
using Lwm2mNano.Content;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Client
{
    /// <summary>
    /// The parts of an LwM2M Server URI (RFC 7252, section 6): <c>coap://host[:port]</c> and <c>coaps://host[:port]</c>.
    /// </summary>
    public sealed class ServerUri
    {
        /// <summary>The port of coap where the URI names none.</summary>
        public const int DefaultPort = 5683;

        /// <summary>The port of coaps where the URI names none.</summary>
        public const int DefaultSecurePort = 5684;

        private const int MaxPort = 65535;

        private static readonly byte[] s_scheme = Ascii.Bytes("coap");
        private static readonly byte[] s_separator = Ascii.Bytes("://");

        private byte[] _host = new byte[0];
        private int _port;
        private bool _isSecure;

        /// <summary>Gets the host: a name or an address, without the brackets of IPv6. Empty where nothing was parsed.</summary>
        public byte[] Host => _host;

        /// <summary>Gets the port, 1 to 65535.</summary>
        public int Port => _port;

        /// <summary>Gets whether the scheme is coaps.</summary>
        public bool IsSecure => _isSecure;

        /// <summary>
        /// Reads a URI. Allocates the host, so it is for the start and for each attempt to connect.
        /// </summary>
        /// <param name="uri">The URI in UTF-8.</param>
        /// <returns>Whether it is one that this client can use.</returns>
        [Hal.Allocates("The host's name, once for each attempt to connect.")]
        public bool Parse(BoundedBytes uri)
        {
            byte[] bytes = uri.Bytes;
            int end = uri.Length;
            if (!StartsWith(bytes, 0, end, s_scheme))
            {
                return false;
            }

            int position = s_scheme.Length;
            _isSecure = position < end && bytes[position] == 's';
            position += IsSecure ? 1 : 0;
            if (!StartsWith(bytes, position, end, s_separator))
            {
                return false;
            }

            int start = position + s_separator.Length;
            bool bracketed = start < end && bytes[start] == '[';
            start += bracketed ? 1 : 0;
            position = start;
            while (position < end && bytes[position] != (bracketed ? ']' : ':') && bytes[position] != '/')
            {
                position++;
            }

            int hostLength = position - start;
            if (hostLength == 0 || (bracketed && (position == end || bytes[position] != ']')))
            {
                return false;
            }

            position += bracketed ? 1 : 0;
            _port = IsSecure ? DefaultSecurePort : DefaultPort;
            if (position < end && bytes[position] == ':')
            {
                position++;
                int digits = position;
                while (position < end && bytes[position] != '/')
                {
                    position++;
                }

                if (!NumberText.ReadUnsigned(bytes, digits, position - digits, out long port) || port < 1 || port > MaxPort)
                {
                    return false;
                }

                _port = (int)port;
            }

            // A registration goes to /rd of the server: a path other than the root has no meaning.
            if (position < end && (bytes[position] != '/' || position + 1 != end))
            {
                return false;
            }

            if (Host.Length != hostLength)
            {
                _host = new byte[hostLength];
            }

            Array.Copy(bytes, start, Host, 0, hostLength);
            return true;
        }

        private static bool StartsWith(byte[] bytes, int offset, int end, byte[] prefix)
        {
            if (end - offset < prefix.Length)
            {
                return false;
            }

            for (int i = 0; i < prefix.Length; i++)
            {
                if (bytes[offset + i] != prefix[i])
                {
                    return false;
                }
            }

            return true;
        }
    }
}
