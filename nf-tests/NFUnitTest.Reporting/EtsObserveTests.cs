using Lwm2mNano.Coap;
using Lwm2mNano.Objects;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// The test cases of OMA's Enabler Test Specification for LwM2M 1.1 that observe: LightweightM2M-1.1-int-301 to 303, those of the objects
    /// (560, 660, 710) and that of two servers (951).
    /// </summary>
    [TestClass]
    public class EtsObserveTests
    {
        private const string Voltage = "/3/0/7";
        private const string Current = "/3/0/8";
        private const string VoltageTlv = "8407 42000ED8";
        private const string CurrentTlv = "8308 410050";

        [TestMethod]
        public void Int_301_Observation_and_Notification_of_parameter_values()
        {
            ObservingServer server = PowerObserved();

            // Nothing changes: each at the end of its maximum period.
            Expect(server, 15, "07", 1, VoltageTlv);
            Expect(server, 5, "08", 1, CurrentTlv);
            Expect(server, 10, "07", 2, VoltageTlv);
            Expect(server, 10, "08", 2, CurrentTlv);

            // What changes comes as soon as its minimum period has passed.
            server.Fixture.Battery.NextMillivolts = 3700;
            server.Fixture.Battery.Milliamperes = 90;
            Check.Is(205, server.Fixture.Get("/3/0/9"));
            server.ExpectHex("07", 3, "8407 42000E74");
            Expect(server, 10, "08", 3, "8308 41005A");
            Expect(server, 5, "07", 4, "8407 42000E74");
        }

        [TestMethod]
        public void Int_302_Cancel_Observations_using_Reset_Operation()
        {
            ObservingServer server = PowerObserved();
            Expect(server, 15, "07", 1, VoltageTlv);
            server.Reset();
            Expect(server, 5, "08", 1, CurrentTlv);
            Expect(server, 20, "08", 2, CurrentTlv);
            server.Reset();
            server.Silence(1000);
        }

        [TestMethod]
        public void Int_303_Cancel_Observations_using_Observe_with_Cancel_parameter()
        {
            ObservingServer server = PowerObserved();
            Expect(server, 15, "07", 1, VoltageTlv);
            server.Cancel("07", Voltage);
            Hex.AreEqual(VoltageTlv, Hex.Bytes(server.Fixture.PayloadHex));
            Expect(server, 5, "08", 1, CurrentTlv);
            Expect(server, 20, "08", 2, CurrentTlv);
            server.Cancel("08", Current);
            server.Silence(1000);
        }

        [TestMethod]
        public void Int_560_Server_object_Observation_and_notification_of_observable_resources()
        {
            ClientFixture fixture = ClientFixture.Registered();
            ObservingServer server = new ObservingServer(fixture);
            server.Observe("01", "/1/0");
            Hex.AreEqual("C10001 C401 00015180 C10600 C10755", Hex.Bytes(fixture.PayloadHex));
            server.Set("/1/0/5", "20");
            server.ExpectHex("01", 1, "C10001 C401 00015180 C10514 C10600 C10755");
            server.Set("/1/0/6", "1");
            server.ExpectHex("01", 2, "C10001 C401 00015180 C10514 C10601 C10755");

            // The default periods rule this observation, too.
            server.Set("/1/0/3", "60");
            server.ExpectHex("01", 3, "C10001 C401 00015180 C1033C C10514 C10601 C10755");
            server.Set("/1/0/2", "10");
            Expect(server, 10, "01", 4, "C10001 C401 00015180 C1020A C1033C C10514 C10601 C10755");
            Expect(server, 60, "01", 5, "C10001 C401 00015180 C1020A C1033C C10514 C10601 C10755");

            server.Set("/1/0/1", "1000");
            fixture.ExpectUpdate("?lt=1000", 204);
            Expect(server, 10, "01", 6, "C10001 C20103E8 C1020A C1033C C10514 C10601 C10755");
        }

        [TestMethod]
        public void Int_660_Device_Observation_and_notification()
        {
            ClientFixture fixture = ClientFixture.Registered();
            ObservingServer server = new ObservingServer(fixture);
            server.Write("/3/0?pmin=5&pmax=300");
            server.Observe("01", "/3/0");
            server.Set("/3/0/13", "1367491300");
            fixture.Run(5);
            server.ExpectContentOf("/3/0", "01", 1);
            server.Set("/3/0/14", "+02:00");
            server.Set("/3/0/15", "Europe/Paris");
            fixture.Run(5);
            server.ExpectContentOf("/3/0", "01", 2);
            fixture.Battery.NextPercent = 74;
            fixture.Run(60);
            server.ExpectContentOf("/3/0", "01", 3);
            fixture.Run(299);
            fixture.ExpectSilence();
            fixture.Run(61);
            server.ExpectContentOf("/3/0", "01", 4);
            fixture.ExpectSilence();
        }

        [TestMethod]
        public void Int_710_Connectivity_Monitoring_Observation_and_notification()
        {
            FakeNetworkStatus network = new FakeNetworkStatus();
            ClientFixture fixture = new ClientFixture();
            Check.True(fixture.Client.Add(new ConnectivityMonitoringObject(network)));
            fixture.StartAndRegister();
            ObservingServer server = new ObservingServer(fixture);
            server.Write("/4/0?pmin=2&pmax=10");
            server.Observe("01", "/4/0");
            for (int i = 1; i <= 3; i++)
            {
                server.Silence(9);
                network.SignalStrength--;
                fixture.Run(1);
                server.ExpectContentOf("/4/0", "01", i);
                fixture.ExpectSilence();
            }
        }

        [TestMethod]
        public void Int_951_Attributes_of_two_servers()
        {
            TwoServers servers = new TwoServers();
            const string Value = "26242/0/0";
            Check.Is(204, servers.Request(0, CoapCode.Put, false, Value, "pmin=5&pmax=15", -1));
            Check.Is(204, servers.Request(1, CoapCode.Put, false, Value, "pmin=10&pmax=20", -1));
            Check.Is(205, servers.Request(0, CoapCode.Get, false, Value, null, ClientFixture.Link));
            Check.Is("</26242/0/0>;pmin=5;pmax=15", servers.PayloadText);
            Check.Is(205, servers.Request(1, CoapCode.Get, false, Value, null, ClientFixture.Link));
            Check.Is("</26242/0/0>;pmin=10;pmax=20", servers.PayloadText);

            // And each is notified by its own.
            Check.Is(205, servers.Request(0, CoapCode.Get, true, Value, null, -1));
            Check.Is(205, servers.Request(1, CoapCode.Get, true, Value, null, -1));
            servers.Sensor.NextValue = 1;
            servers.Sensor.SetValue(1);
            servers.Step();
            servers.ExpectSilence();
            servers.Run(5);
            servers.Take(0);
            Check.Is("1", servers.PayloadText);
            servers.ExpectSilence();
            servers.Run(5);
            servers.Take(1);
            Check.Is("1", servers.PayloadText);
            servers.ExpectSilence();
            servers.Run(10);
            servers.Take(0);
            servers.ExpectSilence();
            servers.Run(10);
            servers.Take(1);
            servers.ExpectSilence();
        }

        private static ObservingServer PowerObserved()
        {
            ClientFixture fixture = ClientFixture.Registered();
            fixture.Battery.Milliamperes = 80;
            ObservingServer server = new ObservingServer(fixture);
            Check.Is(205, fixture.Get("/3/0/6"));
            server.Write(Voltage + "?pmin=5&pmax=15");
            server.Write(Current + "?pmin=10&pmax=20");
            server.Observe("07", Voltage);
            Hex.AreEqual(VoltageTlv, Hex.Bytes(fixture.PayloadHex));
            server.Observe("08", Current);
            Hex.AreEqual(CurrentTlv, Hex.Bytes(fixture.PayloadHex));
            return server;
        }

        // After seconds in which the client says nothing it says that.
        private static void Expect(ObservingServer server, int seconds, string token, int sequence, string hex)
        {
            server.Silence(seconds - 1);
            server.Fixture.Run(1);
            server.ExpectHex(token, sequence, hex);
            server.Fixture.ExpectSilence();
        }
    }
}
