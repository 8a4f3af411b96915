using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// Pre-shared keys by the identities that name them, and the endpoints that they speak for: one named with the key, else the first
    /// one that registers with it. May be used by several threads at once.
    /// </summary>
    public sealed class PskKeys
    {
        /// <summary>The longest identity, in bytes of UTF-8 (RFC 7925, section 4.2).</summary>
        public const int MaxIdentityBytes = 128;

        /// <summary>The longest key, in bytes (RFC 7925, section 4.2).</summary>
        public const int MaxKeyBytes = 64;

        private const char Comment = '#';

        private static readonly UTF8Encoding s_utf8 = new(false, true);

        // The first "=" that a key in hexadecimal digits follows: identities and endpoints may have others.
        private static readonly Regex s_line = new("^(?<identity>.+?)=(?<key>[0-9A-Fa-f]+)(\\s+(?<endpoint>\\S.*))?$", RegexOptions.CultureInvariant);

        private readonly object _lock = new();
        private readonly Dictionary<string, byte[]> _keys = new(StringComparer.Ordinal);
        private readonly Dictionary<string, string> _endpoints = new(StringComparer.Ordinal);
        private readonly Dictionary<string, string> _owners = new(StringComparer.Ordinal);

        /// <summary>Gets the number of keys.</summary>
        public int Count
        {
            get
            {
                lock (_lock)
                {
                    return _keys.Count;
                }
            }
        }

        /// <summary>
        /// Adds a key.
        /// </summary>
        /// <param name="identity">The identity that names it, 1 to <see cref="MaxIdentityBytes"/> bytes as UTF-8.</param>
        /// <param name="key">The key, 1 to <see cref="MaxKeyBytes"/> bytes; copied.</param>
        /// <param name="endpoint">The endpoint that it speaks for, or <see langword="null"/> for the first one that registers with it.</param>
        /// <exception cref="ArgumentException">The identity or the key is too long or empty, or the identity or the endpoint has a key already.</exception>
        public void Add(string identity, byte[] key, string endpoint = null)
        {
            if (identity.Length == 0 || s_utf8.GetByteCount(identity) > MaxIdentityBytes)
            {
                throw new ArgumentException($"an identity has 1 to {MaxIdentityBytes} bytes");
            }

            if (key.Length is 0 or > MaxKeyBytes)
            {
                throw new ArgumentException($"a key has 1 to {MaxKeyBytes} bytes");
            }

            lock (_lock)
            {
                if (_keys.ContainsKey(identity))
                {
                    throw new ArgumentException($"the identity '{identity}' is there twice");
                }

                if (endpoint != null && !_owners.TryAdd(endpoint, identity))
                {
                    throw new ArgumentException($"the endpoint '{endpoint}' is there twice");
                }

                _keys.Add(identity, key.ToArray());
                if (endpoint != null)
                {
                    _endpoints.Add(identity, endpoint);
                }
            }
        }

        /// <summary>
        /// Adds a key written as <c>identity=hexkey</c> or <c>identity=hexkey endpoint</c>.
        /// </summary>
        /// <param name="line">The line.</param>
        /// <exception cref="ArgumentException">It is written otherwise, or as with <see cref="Add(string, byte[], string)"/>. The message does not
        /// repeat the key.</exception>
        public void Add(string line)
        {
            Match match = s_line.Match(line.Trim());
            string key = match.Groups["key"].Value;
            if (!match.Success || key.Length % 2 != 0)
            {
                throw new ArgumentException("a key is written as IDENTITY=HEXKEY, with two hexadecimal digits a byte");
            }

            Add(match.Groups["identity"].Value, Convert.FromHexString(key), match.Groups["endpoint"].Success ? match.Groups["endpoint"].Value : null);
        }

        /// <summary>
        /// Adds the keys of a file, one a line; empty lines and those that start with <c>#</c> are comments.
        /// </summary>
        /// <param name="path">The file, in UTF-8.</param>
        /// <exception cref="IOException">It cannot be read.</exception>
        /// <exception cref="UnauthorizedAccessException">It must not be read.</exception>
        /// <exception cref="ArgumentException">A line is wrong; the message says which one.</exception>
        public void AddFile(string path)
        {
            int number = 0;
            foreach (string line in File.ReadLines(path))
            {
                number++;
                if (string.IsNullOrWhiteSpace(line) || line.TrimStart()[0] == Comment)
                {
                    continue;
                }

                try
                {
                    Add(line);
                }
                catch (ArgumentException exception)
                {
                    throw new ArgumentException($"{path}, line {number}: {exception.Message}");
                }
            }
        }

        /// <summary>
        /// Claims an endpoint for who wants to register it. An identity that has none yet is bound to it.
        /// </summary>
        /// <param name="identity">The identity, or <see langword="null"/> for a peer without a key.</param>
        /// <param name="endpoint">The Endpoint Client Name.</param>
        /// <returns><see langword="null"/>, or why it may not be.</returns>
        public string Claim(string identity, string endpoint)
        {
            lock (_lock)
            {
                string owner = _owners.GetValueOrDefault(endpoint);
                if (identity == null)
                {
                    return owner == null ? null : $"the endpoint '{endpoint}' is bound to a key: it registers with DTLS only";
                }

                if (_endpoints.TryGetValue(identity, out string bound))
                {
                    return bound == endpoint ? null : $"the key of '{identity}' is bound to the endpoint '{bound}', not to '{endpoint}'";
                }

                if (owner != null)
                {
                    return $"the endpoint '{endpoint}' is bound to another key than that of '{identity}'";
                }

                _endpoints.Add(identity, endpoint);
                _owners.Add(endpoint, identity);
                return null;
            }
        }

        /// <summary>Finds a key.</summary>
        /// <param name="identity">The identity, <see langword="null"/> for none.</param>
        /// <returns>A copy of the key, or <see langword="null"/>.</returns>
        internal byte[] Find(string identity)
        {
            lock (_lock)
            {
                return identity != null && _keys.TryGetValue(identity, out byte[] key) ? key.ToArray() : null;
            }
        }

        /// <summary>Gets an identity as text.</summary>
        /// <param name="identity">The identity as it was received.</param>
        /// <returns>The text, or <see langword="null"/> where it is none that a key can have.</returns>
        internal static string ToText(byte[] identity)
        {
            try
            {
                return s_utf8.GetString(identity);
            }
            catch (DecoderFallbackException)
            {
                return null;
            }
        }
    }
}
