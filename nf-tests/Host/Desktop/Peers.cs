using System;
using System.IO;
using System.Linq;
using NUnit.Framework;

namespace Lwm2mNano.Tests
{
    /// <summary>
    /// The programs by others that the tests talk to; tools/setup installs them. Where one is missing its tests are skipped,
    /// but in continuous integration (CI=true) they fail: there nothing is skipped silently.
    /// </summary>
    internal static class Peers
    {
        /// <summary>libcoap's coap-client, able to speak plain UDP.</summary>
        public static string CoapClient()
        {
            return Find("coap-client-notls", "coap-client");
        }

        /// <summary>libcoap's coap-client, able to speak DTLS.</summary>
        public static string SecureCoapClient()
        {
            return Find("coap-client-openssl", "coap-client-gnutls", "coap-client");
        }

        /// <summary>libcoap's coap-server on a TLS library: openssl or gnutls.</summary>
        public static string CoapServer(string library)
        {
            return Find("coap-server-" + library);
        }

        /// <summary>OpenSSL's command line.</summary>
        public static string OpenSsl()
        {
            return Find("openssl");
        }

        /// <summary>Wireshark's dissector for the command line.</summary>
        public static string Tshark()
        {
            return Find("tshark");
        }

        /// <summary>Node; <see cref="NodeModules"/> holds npm's coap.</summary>
        public static string Node()
        {
            return Find("node");
        }

        /// <summary>The folder to give Node as NODE_PATH.</summary>
        public static string NodeModules()
        {
            string folder = Path.Combine(Repository.Root, ".artifacts", "peers", "node_modules");

            return Directory.Exists(Path.Combine(folder, "coap")) ? folder : Missing("npm's coap");
        }

        private static string Find(params string[] names)
        {
            string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator);

            return names.SelectMany(n => folders.Select(f => Path.Combine(f, n))).FirstOrDefault(File.Exists) ?? Missing(names[0]);
        }

        private static string Missing(string what)
        {
            string message = $"{what} is not installed: run tools/setup";

            if (Environment.GetEnvironmentVariable("CI") == "true")
            {
                Assert.Fail(message);
            }

            Assert.Ignore(message);
            return null;
        }
    }
}
