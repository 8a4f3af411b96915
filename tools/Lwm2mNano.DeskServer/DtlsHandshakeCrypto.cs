using System;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.Tls;
using Org.BouncyCastle.Tls.Crypto;
using Org.BouncyCastle.Tls.Crypto.Impl.BC;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// The cryptography of one handshake and its session. A record that does not decrypt is dropped in a session (RFC 6347, section 4.1.2.7);
    /// in the handshake it is the client's Finished under another key, and ends it as RFC 4279, section 2, says: without that, a wrong key looked
    /// like a client that fell silent.
    /// </summary>
    internal sealed class DtlsHandshakeCrypto : BcTlsCrypto
    {
        internal DtlsHandshakeCrypto()
            : base(new SecureRandom())
        {
        }

        /// <summary>Gets or sets whether the handshake is not over.</summary>
        internal bool IsHandshaking { get; set; } = true;

        public override TlsCipher CreateCipher(TlsCryptoParameters cryptoParams, int encryptionAlgorithm, int macAlgorithm) =>
            new Cipher(this, base.CreateCipher(cryptoParams, encryptionAlgorithm, macAlgorithm));

        private sealed class Cipher : TlsCipher
        {
            private readonly DtlsHandshakeCrypto _crypto;
            private readonly TlsCipher _inner;

            internal Cipher(DtlsHandshakeCrypto crypto, TlsCipher inner)
            {
                _crypto = crypto;
                _inner = inner;
            }

            public bool UsesOpaqueRecordType => _inner.UsesOpaqueRecordType;

            public TlsDecodeResult DecodeCiphertext(
                long seqNo, short recordType, ProtocolVersion recordVersion, byte[] ciphertext, int offset, int len)
            {
                try
                {
                    return _inner.DecodeCiphertext(seqNo, recordType, recordVersion, ciphertext, offset, len);
                }
                catch (TlsFatalAlert alert) when (_crypto.IsHandshaking && alert.AlertDescription == AlertDescription.bad_record_mac)
                {
                    throw new TlsFatalAlert(AlertDescription.decrypt_error, alert);
                }
            }

            public TlsEncodeResult EncodePlaintext(
                long seqNo, short contentType, ProtocolVersion recordVersion, int headerAllocation, byte[] plaintext, int offset, int len) =>
                _inner.EncodePlaintext(seqNo, contentType, recordVersion, headerAllocation, plaintext, offset, len);

            public TlsEncodeResult EncodePlaintext(
                long seqNo, short contentType, ProtocolVersion recordVersion, int headerAllocation, ReadOnlySpan<byte> plaintext) =>
                _inner.EncodePlaintext(seqNo, contentType, recordVersion, headerAllocation, plaintext);

            public int GetCiphertextDecodeLimit(int plaintextLimit) => _inner.GetCiphertextDecodeLimit(plaintextLimit);

            public int GetCiphertextEncodeLimit(int plaintextLength, int plaintextLimit) =>
                _inner.GetCiphertextEncodeLimit(plaintextLength, plaintextLimit);

            public int GetPlaintextLimit(int ciphertextLimit) => _inner.GetPlaintextLimit(ciphertextLimit);

            public void RekeyDecoder() => _inner.RekeyDecoder();

            public void RekeyEncoder() => _inner.RekeyEncoder();
        }
    }
}
