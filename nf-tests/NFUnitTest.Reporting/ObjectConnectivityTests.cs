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
        [TestMethod]
        public void Every_resource_is_what_the_link_tells()
        {
            ClientFixture fixture = Begin(new FakeNetworkStatus());
            ExpectText(fixture, "/4/0/0", "21");
            ExpectText(fixture, "/4/0/1/0", "21");
            ExpectText(fixture, "/4/0/2", "-61");
            ExpectText(fixture, "/4/0/4/0", "192.168.1.20");
            ExpectText(fixture, "/4/0/5/0", "192.168.1.1");
            ExpectText(fixture, "/4/0/7/0", "HOME");
            Check.Is(205, fixture.Discover("/4/0"));
            Check.Is("</4/0>,</4/0/0>,</4/0/1>;dim=1,</4/0/2>,</4/0/4>;dim=1,</4/0/5>;dim=1,</4/0/7>;dim=1", fixture.PayloadText);
        }

        [TestMethod]
        public void What_the_link_does_not_know_is_absent()
        {
            FakeNetworkStatus network = new FakeNetworkStatus();
            ClientFixture fixture = Begin(network);
            network.Bearer = NetworkBearer.Ethernet;
            network.SignalStrength = int.MinValue;
            network.Name = null;
            network.RouterAddress = null;
            Check.Is(404, fixture.Get("/4/0/2"));
            Check.Is(404, fixture.Get("/4/0/5"));
            Check.Is(404, fixture.Get("/4/0/7"));
            Check.Is(205, fixture.Discover("/4/0"));
            Check.Is("</4/0>,</4/0/0>,</4/0/1>;dim=1,</4/0/4>;dim=1", fixture.PayloadText);

            network.Address = null;
            Check.Is(205, fixture.GetAs(ClientFixture.Tlv, "/4/0"));
            Hex.AreEqual("C10029 8301 410029 8004", Hex.Bytes(fixture.PayloadHex));
            Check.Is(404, fixture.Get("/4/0/4/0"));
        }

        [TestMethod]
        public void Nothing_can_be_written_executed_created_or_deleted()
        {
            ClientFixture fixture = Begin(new FakeNetworkStatus());
            Check.Is(405, fixture.Put("/4/0/0", "41"));
            Check.Is(405, fixture.Post("/4/0/2"));
            Check.Is(405, fixture.PostTlv("/4", "080100"));
            Check.Is(405, fixture.Delete("/4/0"));
            Check.Is(404, fixture.Get("/4/1"));
            ExpectText(fixture, "/4/0/0", "21");
        }

        [TestMethod]
        public void Signal_is_told_when_it_has_moved_by_five_decibels()
        {
            FakeNetworkStatus network = new FakeNetworkStatus();
            ClientFixture fixture = Begin(network);
            ObjectWatch watch = new ObjectWatch(fixture, "/4/0/2");
            network.SignalStrength = -65;
            watch.ExpectSilence(120);
            network.SignalStrength = -66;
            watch.ExpectText(60, "-66");
            network.SignalStrength = -62;
            watch.ExpectSilence(60);
            network.SignalStrength = -61;
            watch.ExpectText(60, "-61");

            // A slow drift counts from what was told last.
            for (int i = 0; i < 4; i++)
            {
                network.SignalStrength--;
                watch.ExpectSilence(60);
            }

            network.SignalStrength--;
            watch.ExpectText(60, "-66");
        }

        [TestMethod]
        public void Address_router_and_name_are_told_when_they_are_others()
        {
            FakeNetworkStatus network = new FakeNetworkStatus();
            ClientFixture fixture = Begin(network);
            ObjectWatch watch = new ObjectWatch(fixture, "/4/0/4/0");
            network.Address = Hex.Ascii("192.168.1.20");
            network.RouterAddress = Hex.Ascii("192.168.1.2");
            network.Name = Hex.Ascii("AWAY");
            watch.ExpectSilence(60);
            network.Address = Hex.Ascii("192.168.1.21");
            watch.ExpectText(60, "192.168.1.21");

            network = new FakeNetworkStatus();
            fixture = Begin(network);
            watch = new ObjectWatch(fixture, "/4/0/5/0");
            network.RouterAddress = Hex.Ascii("192.168.1.254");
            watch.ExpectText(60, "192.168.1.254");

            network = new FakeNetworkStatus();
            fixture = Begin(network);
            watch = new ObjectWatch(fixture, "/4/0/7/0");
            network.Name = Hex.Ascii("AWAY");
            watch.ExpectText(60, "AWAY");

            network = new FakeNetworkStatus();
            fixture = Begin(network);
            watch = new ObjectWatch(fixture, "/4/0/1/0");
            network.Bearer = NetworkBearer.Ethernet;
            watch.ExpectText(60, "41");
        }

        private static ClientFixture Begin(FakeNetworkStatus network)
        {
            ClientFixture fixture = new ClientFixture();
            Check.True(fixture.Client.Add(new ConnectivityMonitoringObject(network)));
            fixture.StartAndRegister();
            return fixture;
        }

        private static void ExpectText(ClientFixture fixture, string path, string text)
        {
            Check.Is(205, fixture.Get(path), path);
            Check.Is(text, fixture.PayloadText);
        }
    }
}
