using Lwm2mNano.Hal;
using Lwm2mNano.Objects;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// The Connectivity Monitoring Object: it tells what the link knows, and leaves out what the link does not know.
    /// </summary>
    [TestClass]
    public class ObjectConnectivityTests
    {
        private static FakeNetworkStatus s_network;
        private static ClientFixture s_fixture;

        [TestMethod]
        public void Every_resource_is_what_the_link_tells()
        {
            Begin();
            ExpectText("/4/0/0", "21");
            ExpectText("/4/0/1/0", "21");
            ExpectText("/4/0/2", "-61");
            ExpectText("/4/0/4/0", "192.168.1.20");
            ExpectText("/4/0/5/0", "192.168.1.1");
            ExpectText("/4/0/7/0", "HOME");
            Check.Is(205, s_fixture.Discover("/4/0"));
            Check.Is("</4/0>,</4/0/0>,</4/0/1>;dim=1,</4/0/2>,</4/0/4>;dim=1,</4/0/5>;dim=1,</4/0/7>;dim=1", s_fixture.PayloadText);
        }

        [TestMethod]
        public void What_the_link_does_not_know_is_absent()
        {
            Begin();
            s_network.Bearer = NetworkBearer.Ethernet;
            s_network.SignalStrength = int.MinValue;
            s_network.Name = null;
            s_network.RouterAddress = null;
            Check.Is(404, s_fixture.Get("/4/0/2"));
            Check.Is(404, s_fixture.Get("/4/0/5"));
            Check.Is(404, s_fixture.Get("/4/0/7"));
            Check.Is(205, s_fixture.Discover("/4/0"));
            Check.Is("</4/0>,</4/0/0>,</4/0/1>;dim=1,</4/0/4>;dim=1", s_fixture.PayloadText);

            s_network.Address = null;
            Check.Is(205, s_fixture.GetAs(ClientFixture.Tlv, "/4/0"));
            Hex.AreEqual("C10029 8301 410029 8004", Hex.Bytes(s_fixture.PayloadHex));
            Check.Is(404, s_fixture.Get("/4/0/4/0"));
        }

        [TestMethod]
        public void Nothing_can_be_written_executed_created_or_deleted()
        {
            Begin();
            Check.Is(405, s_fixture.Put("/4/0/0", "41"));
            Check.Is(405, s_fixture.Post("/4/0/2"));
            Check.Is(405, s_fixture.PostTlv("/4", "080100"));
            Check.Is(405, s_fixture.Delete("/4/0"));
            Check.Is(404, s_fixture.Get("/4/1"));
            ExpectText("/4/0/0", "21");
        }

        [TestMethod]
        public void Signal_is_told_when_it_has_moved_by_five_decibels()
        {
            Begin();
            ObjectWatch watch = new ObjectWatch(s_fixture, "/4/0/2");
            s_network.SignalStrength = -65;
            watch.ExpectSilence(120);
            s_network.SignalStrength = -66;
            watch.ExpectText(60, "-66");
            s_network.SignalStrength = -62;
            watch.ExpectSilence(60);
            s_network.SignalStrength = -61;
            watch.ExpectText(60, "-61");

            // A slow drift counts from what was told last.
            for (int i = 0; i < 4; i++)
            {
                s_network.SignalStrength--;
                watch.ExpectSilence(60);
            }

            s_network.SignalStrength--;
            watch.ExpectText(60, "-66");
        }

        [TestMethod]
        public void Address_router_and_name_are_told_when_they_are_others()
        {
            Begin();
            ObjectWatch watch = new ObjectWatch(s_fixture, "/4/0/4/0");
            s_network.Address = Hex.Ascii("192.168.1.20");
            s_network.RouterAddress = Hex.Ascii("192.168.1.2");
            s_network.Name = Hex.Ascii("AWAY");
            watch.ExpectSilence(60);
            s_network.Address = Hex.Ascii("192.168.1.21");
            watch.ExpectText(60, "192.168.1.21");

            Begin();
            watch = new ObjectWatch(s_fixture, "/4/0/5/0");
            s_network.RouterAddress = Hex.Ascii("192.168.1.254");
            watch.ExpectText(60, "192.168.1.254");

            Begin();
            watch = new ObjectWatch(s_fixture, "/4/0/7/0");
            s_network.Name = Hex.Ascii("AWAY");
            watch.ExpectText(60, "AWAY");

            Begin();
            watch = new ObjectWatch(s_fixture, "/4/0/1/0");
            s_network.Bearer = NetworkBearer.Ethernet;
            watch.ExpectText(60, "41");
        }

        private static void Begin()
        {
            s_network = new FakeNetworkStatus();
            s_fixture = new ClientFixture();
            Check.True(s_fixture.Client.Add(new ConnectivityMonitoringObject(s_network)));
            s_fixture.StartAndRegister();
        }

        private static void ExpectText(string path, string text)
        {
            Check.Is(205, s_fixture.Get(path), path);
            Check.Is(text, s_fixture.PayloadText);
        }
    }
}
