using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Tls;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// What the server agrees to in a handshake: DTLS 1.2, TLS_PSK_WITH_AES_128_CCM_8, extended master secret, and a Connection ID for who
    /// offers one. Nothing is resumed.
    /// </summary>
    internal sealed class DtlsPskServer : PskTlsServer, TlsPskIdentityManager
    {
        /// <summary>The length of the Connection IDs that clients put into their records; all the same, because records do not tell it.</summary>
        internal const int ConnectionIdBytes = 4;

        private readonly PskKeys _keys;
        private readonly DtlsHandshakeCrypto _crypto;
        private readonly int _timeoutMilliseconds;

        internal DtlsPskServer(PskKeys keys, DtlsHandshakeCrypto crypto, int timeoutMilliseconds)
            : base(crypto, null)
        {
            _keys = keys;
            _crypto = crypto;
            _timeoutMilliseconds = timeoutMilliseconds;
        }

        /// <summary>Gets the identity that the client gave and that has a key, or <see langword="null"/>.</summary>
        internal string Identity { get; private set; }

        /// <summary>Gets the Connection ID that the client uses, or <see langword="null"/>.</summary>
        internal byte[] ConnectionId { get; private set; }

        /// <summary>Gets the identity that the client gave and that has no key, fit to be shown, or <see langword="null"/>.</summary>
        internal string UnknownIdentity { get; private set; }

        public override TlsPskIdentityManager GetPskIdentityManager() => this;

        public byte[] GetHint() => null;

        public byte[] GetPsk(byte[] identity)
        {
            string text = PskKeys.ToText(identity);
            byte[] key = _keys.Find(text);
            if (key == null)
            {
                UnknownIdentity = Show(identity, text);
            }
            else
            {
                Identity = text;
            }

            return key;
        }

        public override bool RequiresExtendedMasterSecret() => true;

        public override int GetHandshakeTimeoutMillis() => _timeoutMilliseconds;

        // Devices close a session by falling silent.
        public override bool RequiresCloseNotify() => false;

        // RFC 5746 is about renegotiation, which there is none of here.
        public override void NotifySecureRenegotiation(bool secureRenegotiation)
        {
        }

        public override ProtocolVersion GetServerVersion()
        {
            return ProtocolVersion.Contains(m_context.ClientSupportedVersions, ProtocolVersion.DTLSv12)
                ? ProtocolVersion.DTLSv12
                : throw new TlsFatalAlert(AlertDescription.protocol_version, "the client does not offer DTLS 1.2");
        }

        public override void NotifyHandshakeComplete()
        {
            base.NotifyHandshakeComplete();
            _crypto.IsHandshaking = false;
        }

        protected override ProtocolVersion[] GetSupportedVersions() => ProtocolVersion.DTLSv12.Only();

        protected override int[] GetSupportedCipherSuites() => new[] { CipherSuite.TLS_PSK_WITH_AES_128_CCM_8 };

        protected override string GetDetailMessageNoCipherSuite() => "the client does not offer TLS_PSK_WITH_AES_128_CCM_8";

        protected override byte[] GetNewConnectionID() => ConnectionId = RandomNumberGenerator.GetBytes(ConnectionIdBytes);

        // What a stranger sent must not break the log's lines or fill them.
        private static string Show(byte[] identity, string text)
        {
            if (identity.Length > PskKeys.MaxIdentityBytes)
            {
                return $"of {identity.Length} bytes";
            }

            foreach (Rune rune in (text ?? "\0").EnumerateRunes())
            {
                if (Rune.IsControl(rune))
                {
                    return $"with the bytes {System.Convert.ToHexString(identity)}";
                }
            }

            return $"'{text}'";
        }
    }
}
