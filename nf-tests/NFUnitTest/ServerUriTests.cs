using Lwm2mNano.Client;
using Lwm2mNano.Objects;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// Which LwM2M Server URIs are taken apart, and which are none.
    /// </summary>
    [TestClass]
    public class ServerUriTests
    {
        [TestMethod]
        public void Names_and_addresses_with_and_without_port()
        {
            Expect("coap://server.example", "server.example", 5683, false);
            Expect("coap://server.example/", "server.example", 5683, false);
            Expect("coap://server.example:1", "server.example", 1, false);
            Expect("coap://server.example:65535/", "server.example", 65535, false);
            Expect("coaps://server.example", "server.example", 5684, true);
            Expect("coaps://server.example:5683", "server.example", 5683, true);
            Expect("coap://192.0.2.1:5783", "192.0.2.1", 5783, false);
            Expect("coap://[::1]", "::1", 5683, false);
            Expect("coaps://[2001:db8::1]:61616/", "2001:db8::1", 61616, true);
            Expect("coap://s", "s", 5683, false);
            Expect("coap://server.example:005683", "server.example", 5683, false);
        }

        [TestMethod]
        public void Everything_else_is_refused()
        {
            string[] refused =
            {
                "", "c", "coap", "coap:", "coap:/", "coap://", "coaps://", "coap:///", "coap://:5683", "coapss://h", "coap+tcp://h", "http://h", "COAP", "h",
                "h:5683", "coap:h", "coap:/h", "coap://h:", "coap://h:0", "coap://h:65536", "coap://h:99999999999999999999", "coap://h:x", "coap://h:5683x",
                "coap://h:-1", "coap://h/rd", "coap://h//", "coap://[::1", "coap://[]", "coap://[::1]x", "coap://[::1]5683", "coap://[", "coap://[::1/]",
                "coap://h:1:2",
            };
            for (int i = 0; i < refused.Length; i++)
            {
                Check.False(Parse(new ServerUri(), refused[i]), refused[i]);
            }
        }

        [TestMethod]
        public void Parts_are_those_of_the_last_URI()
        {
            ServerUri uri = new ServerUri();
            Check.True(Parse(uri, "coaps://a.example:1"));
            Check.True(Parse(uri, "coap://bb"));
            Check.Is(2, uri.Host.Length);
            Check.Is(5683, uri.Port);
            Check.False(uri.IsSecure);

            // Of the same length as before.
            Check.True(Parse(uri, "coap://cc"));
            Hex.AreEqual("6363", uri.Host);
        }

        private static void Expect(string text, string host, int port, bool secure)
        {
            ServerUri uri = new ServerUri();
            Check.True(Parse(uri, text), text);
            Check.Is(Hex.Text(Hex.Ascii(host)), Hex.Text(uri.Host));
            Check.Is(port, uri.Port);
            Check.Is(secure, uri.IsSecure);
        }

        private static bool Parse(ServerUri uri, string text)
        {
            BoundedBytes bytes = new BoundedBytes(64);
            byte[] ascii = Hex.Ascii(text);
            Check.True(bytes.Set(ascii, 0, ascii.Length));
            return uri.Parse(bytes);
        }
    }
}
