using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// What is measured while it is observed, and how often: by the object's own period, or epmin and epmax (LwM2M Core 1.1, section 5.1.2).
    /// </summary>
    [TestClass]
    public class ObserveMeasureTests
    {
        private const string Token = "01020304";
        private const string Value = "/26242/0/0";

        [TestMethod]
        public void Object_is_measured_once_in_its_period_and_only_while_it_is_observed()
        {
            FakeSensor sensor = new FakeSensor(1);
            ObservingServer server = Observed(sensor, 10);
            server.Silence(100);
            Check.Is(0, sensor.RefreshCount);

            server.Observe(Token, Value);
            Check.Is(1, sensor.RefreshCount);
            server.Silence(100);
            Check.Is(11, sensor.RefreshCount);

            sensor.NextValue = 5;
            server.ExpectIn(10, Token, 1, "5");
            Check.Is(12, sensor.RefreshCount);

            server.Cancel(Token, Value);
            Check.Is(13, sensor.RefreshCount);
            server.Silence(100);
            Check.Is(13, sensor.RefreshCount);
        }

        [TestMethod]
        public void Observations_of_one_object_share_its_measurements()
        {
            FakeSensor sensor = new FakeSensor(1);
            ObservingServer server = Observed(sensor, 10);
            server.Observe(Token, Value);
            server.Silence(4);
            server.Observe("05", "/26242/0/1");
            server.Silence(3);
            server.Observe("06", "/26242");
            Check.Is(3, sensor.RefreshCount);

            // The last Read was a measurement as well: ten seconds from then on, for all of them.
            server.Silence(9);
            Check.Is(3, sensor.RefreshCount);
            server.Silence(91);
            Check.Is(13, sensor.RefreshCount);
        }

        [TestMethod]
        public void Servers_share_the_measurements_of_an_object()
        {
            TwoServers servers = new TwoServers();
            FakeSensor sensor = servers.Sensor;
            sensor.Seconds = 10;
            Check.Is(205, servers.Request(0, CoapCode.Get, true, "26242/0/0", null, -1));
            servers.Run(4);
            Check.Is(205, servers.Request(1, CoapCode.Get, true, "26242/0/0", null, -1));
            Check.Is(2, sensor.RefreshCount);
            servers.Run(100);
            servers.ExpectSilence();
            Check.Is(12, sensor.RefreshCount);

            sensor.NextValue = 3;
            servers.Run(10);
            for (int i = 0; i < 2; i++)
            {
                servers.Take(i);
                Check.Is("3", servers.PayloadText);
            }

            servers.ExpectSilence();
            Check.Is(13, sensor.RefreshCount);
        }

        [TestMethod]
        public void Read_of_an_observed_object_tells_what_it_found()
        {
            FakeSensor sensor = new FakeSensor(1);
            ObservingServer server = Observed(sensor, 100);
            server.Observe(Token, Value);
            sensor.NextValue = 7;
            Check.Is(205, server.Fixture.Get(Value));
            Check.Is("7", server.Fixture.PayloadText);
            server.Expect(Token, 1, "7");
            server.Fixture.ExpectSilence();
            Check.Is(2, sensor.RefreshCount);
        }

        [TestMethod]
        public void Measurement_that_always_differs_is_told_once_each_time()
        {
            FakeSensor sensor = new FakeSensor(1);
            sensor.Drift = 1;
            ObservingServer server = Observed(sensor, 10);
            server.Observe(Token, Value);
            Check.Is("1", server.Fixture.PayloadText);
            for (int i = 1; i <= 5; i++)
            {
                server.ExpectIn(10, Token, i, (i + 1).ToString());
                server.Fixture.ExpectSilence();
                Check.Is(i + 1, sensor.RefreshCount);
            }

            // Another observation of the same is told the same.
            server.Observe("05", "/26242/0");
            server.Expect(Token, 6, "7");
            server.Fixture.Run(10);
            server.Expect(Token, 7, "8");
            server.ExpectHex("05", 1, "C10008 C10100");
            server.Fixture.ExpectSilence();
            Check.Is(8, sensor.RefreshCount);
        }

        [TestMethod]
        public void What_was_compared_is_what_is_sent()
        {
            FakeSensor sensor = new FakeSensor(1);
            ObservingServer server = Observed(sensor, 10);
            server.Write(Value + "?gt=4");
            sensor.Drift = 3;
            server.Observe(Token, Value);
            Check.Is("3", server.Fixture.PayloadText);
            server.ExpectIn(10, Token, 1, "6");
            sensor.Drift = -3;
            server.ExpectIn(10, Token, 2, "3");
            server.Silence(100);
        }

        [TestMethod]
        public void Value_that_never_says_it_has_changed_is_compared_where_there_is_a_condition()
        {
            ClientFixture fixture = ClientFixture.Registered();
            ObservingServer server = new ObservingServer(fixture);
            server.Write("/3/0/10?lt=20");
            server.Observe("05", "/3/0/9");
            server.Silence(30);
            server.Observe(Token, "/3/0/10");
            fixture.Memory.FreeKilobytes = 19;
            server.Silence(30);
            Check.Is(205, fixture.Get("/3/0/0"));
            server.ExpectIn(30, Token, 1, "19");
            fixture.Memory.FreeKilobytes = 18;
            server.Silence(300);
        }

        [TestMethod]
        public void Maximum_period_sends_a_new_measurement()
        {
            FakeSensor sensor = new FakeSensor(1);
            ObservingServer server = Observed(sensor, 0);
            server.Write(Value + "?pmax=30");
            server.Observe(Token, Value);
            sensor.NextValue = 8;
            int before = sensor.RefreshCount;
            server.ExpectIn(30, Token, 1, "8");
            server.Fixture.ExpectSilence();
            Check.Is(before + 1, sensor.RefreshCount);

            // The measurement that is due at that time is the same one.
            sensor.Seconds = 30;
            sensor.Drift = 1;
            server.ExpectIn(30, Token, 2, "9");
            Check.Is(before + 2, sensor.RefreshCount);
            server.ExpectIn(30, Token, 3, "10");
            server.Fixture.ExpectSilence();
            Check.Is(before + 3, sensor.RefreshCount);
        }

        [TestMethod]
        public void Maximum_evaluation_period_goes_before_the_objects_own()
        {
            FakeSensor sensor = new FakeSensor(1);
            ObservingServer server = Observed(sensor, 10);
            server.Write("/26242?epmax=20");
            server.Observe(Token, Value);
            server.Silence(60);
            Check.Is(1 + 1 + 3, sensor.RefreshCount);
            server.Write("/26242/0/0?epmax=5");
            int before = sensor.RefreshCount;
            server.Silence(60);
            Check.Is(before + 12, sensor.RefreshCount);

            // 0 is never.
            server.Write("/26242/0/0?epmax=0");
            before = sensor.RefreshCount;
            sensor.NextValue = 1;
            server.Silence(60);
            Check.Is(before, sensor.RefreshCount);

            // Write-Attributes looks at the object, too.
            server.Write("/26242/0/0?epmax=");
            server.Expect(Token, 1, "1");
            sensor.NextValue = 2;
            server.ExpectIn(20, Token, 2, "2");
        }

        [TestMethod]
        public void Object_that_is_not_measured_is_by_epmax()
        {
            FakeSensor sensor = new FakeSensor(1);
            ObservingServer server = Observed(sensor, 0);
            server.Write("/26242/0?epmax=15");
            server.Observe(Token, Value);
            sensor.NextValue = 2;
            server.ExpectIn(15, Token, 1, "2");
        }

        [TestMethod]
        public void Minimum_evaluation_period_holds_a_change_back()
        {
            FakeSensor sensor = new FakeSensor(1);
            ObservingServer server = Observed(sensor, 0);
            server.Write(Value + "?epmin=10");
            server.Observe(Token, Value);
            server.Silence(2);
            sensor.SetValue(1);
            server.Silence(2);
            sensor.SetValue(2);
            server.ExpectIn(6, Token, 1, "2");

            // From that evaluation on.
            sensor.SetValue(3);
            server.ExpectIn(10, Token, 2, "3");
            server.Silence(100);
            sensor.SetValue(4);
            server.Fixture.Step();
            server.Expect(Token, 3, "4");
        }

        [TestMethod]
        public void Evaluation_that_finds_nothing_counts_for_the_minimum_evaluation_period()
        {
            FakeSensor sensor = new FakeSensor(1);
            ObservingServer server = Observed(sensor, 0);
            server.Write(Value + "?epmin=10&gt=50");
            server.Observe(Token, Value);
            server.Silence(20);
            sensor.SetValue(10);
            server.Silence(4);
            sensor.SetValue(60);
            server.ExpectIn(6, Token, 1, "60");
        }

        [TestMethod]
        public void Minimum_evaluation_period_longer_than_that_of_measurement_is_no_standstill()
        {
            FakeSensor sensor = new FakeSensor(1);
            ObservingServer server = Observed(sensor, 10);
            server.Write(Value + "?epmin=25");
            server.Observe(Token, Value);
            int before = sensor.RefreshCount;
            sensor.NextValue = 1;
            server.ExpectIn(25, Token, 1, "1");
            Check.Is(before + 1, sensor.RefreshCount);
            sensor.NextValue = 2;
            server.ExpectIn(25, Token, 2, "2");

            // An epmax below it is as much as the epmin.
            server.Write(Value + "?epmax=5");
            sensor.NextValue = 3;
            server.ExpectIn(25, Token, 3, "3");
        }

        [TestMethod]
        public void Minimum_period_of_notifications_does_not_stop_measuring()
        {
            FakeSensor sensor = new FakeSensor(1);
            ObservingServer server = Observed(sensor, 10);
            server.Write(Value + "?pmin=25");
            server.Observe(Token, Value);
            sensor.Drift = 1;
            server.ExpectIn(25, Token, 1, "2");
            server.ExpectIn(25, Token, 2, "5");
        }

        [TestMethod]
        public void Nothing_is_measured_while_the_server_cannot_be_told()
        {
            FakeSensor sensor = new FakeSensor(1);
            ObservingServer server = Observed(sensor, 10);
            server.Write(Value + "?con=1");
            server.Observe(Token, Value);
            sensor.NextValue = 1;
            server.Fixture.Run(10);
            server.ExpectConfirmable(Token, 1, "1");
            server.Fixture.RunTo(server.Fixture.Now + 93000);
            while (server.Fixture.Observer.Count(ClientEvent.Updating) == 0)
            {
                server.Fixture.Run(1);
            }

            int before = sensor.RefreshCount;
            server.Fixture.Run(60);
            Check.Is(before, sensor.RefreshCount);
        }

        private static ObservingServer Observed(FakeSensor sensor, int seconds)
        {
            ClientFixture fixture = new ClientFixture();
            sensor.Seconds = seconds;
            Check.True(fixture.Client.Add(sensor));
            fixture.StartAndRegister();
            return new ObservingServer(fixture);
        }
    }
}
