using System;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using Lwm2mNano.Coap;
using Lwm2mNano.DeskServer;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>openssl s_server: what it decrypts comes out of it, what is put into it goes to the client in one record.</summary>
    internal sealed class DtlsOpenSslServer : IDisposable
    {
        public const string Ccm8 = "PSK-AES128-CCM8:@SECLEVEL=0";

        private const int MaxBytes = 2048;
        private static readonly TimeSpan s_maxWait = TimeSpan.FromSeconds(30);

        private readonly Process _process;

        public DtlsOpenSslServer(string cipher = Ccm8, string key = null)
        {
            Port = DtlsHurry.FreePort();
            ProcessStartInfo start = new(
                Peers.OpenSsl(),
                [
                    "s_server", "-dtls1_2", "-quiet", "-listen", "-accept", $"127.0.0.1:{Port}", "-nocert",
                    "-psk_identity", DtlsMemoryServer.Identity, "-psk", key ?? Convert.ToHexString(DtlsMemoryServer.Key), "-cipher", cipher,
                ])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            _process = Process.Start(start);
            _process.ErrorDataReceived += (_, _) => { };
            _process.BeginErrorReadLine();
        }

        public int Port { get; }

        public string Uri => $"coaps://127.0.0.1:{Port}";

        public async Task<CoapMessage> ReadAsync()
        {
            byte[] buffer = new byte[MaxBytes];
            int length = await _process.StandardOutput.BaseStream.ReadAsync(buffer).AsTask().WaitAsync(s_maxWait);
            Assert.That(CoapMessage.Parse(buffer[..length], out CoapMessage message), Is.EqualTo(CoapParseResult.Ok), Convert.ToHexString(buffer, 0, length));
            return message;
        }

        public async Task SendAsync(CoapMessage message)
        {
            Stream input = _process.StandardInput.BaseStream;
            await input.WriteAsync(message.ToBytes());
            await input.FlushAsync();
        }

        /// <summary>Answers a request.</summary>
        public Task AnswerAsync(CoapMessage request, int code, params string[] location)
        {
            CoapMessage answer = new(code) { Type = CoapType.Acknowledgement, MessageId = request.MessageId, Token = request.Token };
            foreach (string segment in location)
            {
                answer.Add(CoapOption.LocationPath, segment);
            }

            return SendAsync(answer);
        }

        public void Dispose()
        {
            if (!_process.HasExited)
            {
                _process.Kill();
            }

            _process.Dispose();
        }
    }
}
