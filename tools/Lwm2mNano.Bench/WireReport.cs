using Lwm2mNano.Content;
using Spectre.Console;

namespace Lwm2mNano.Bench
{
    /// <summary>
    /// How many bytes of UDP payload a registration, an Update, a notification and a bootstrap take.
    /// </summary>
    internal static class WireReport
    {
        private static readonly byte[][] s_batteryLevel = { new[] { (byte)'3' }, new[] { (byte)'0' }, new[] { (byte)'9' } };

        public static void Print()
        {
            var table = new Table().Border(TableBorder.Minimal).AddColumn("message").AddColumn(new TableColumn("plain UDP, token of 4").RightAligned())
                .AddColumn(new TableColumn("authenticated peer, empty token").RightAligned());
            var plain = new BenchClient(false);
            var secured = new BenchClient(true);
            plain.Register();
            secured.Register();
            table.AddRow("Register, endpoint of 5 bytes, Objects 1 and 3", plain.SentLength.ToString(), secured.SentLength.ToString());
            table.AddRow("its answer, location rd/ and 5 characters", plain.AnswerLength.ToString(), secured.AnswerLength.ToString());
            plain.Update();
            secured.Update();
            table.AddRow("Update with nothing changed", plain.SentLength.ToString(), secured.SentLength.ToString());
            table.AddRow("its answer", plain.AnswerLength.ToString(), secured.AnswerLength.ToString());
            plain.Observe(s_batteryLevel, 0);
            secured.Observe(s_batteryLevel, 0);
            plain.MeasureAnotherLevel();
            secured.MeasureAnotherLevel();
            table.AddRow("notification of /3/0/9, text, token of 4", plain.SentLength.ToString(), secured.SentLength.ToString());
            AnsiConsole.MarkupLine("Bytes of UDP payload");
            AnsiConsole.Write(table);

            var formats = new Table().Border(TableBorder.Minimal).AddColumn("a Device Object of 17 values in").AddColumn(new TableColumn("bytes").RightAligned());
            formats.AddRow("TLV", new DeviceSample(new TlvWriter(), new TlvReader()).Length.ToString());
            formats.AddRow("SenML CBOR", new DeviceSample(new SenMlCborWriter(), new SenMlCborReader()).Length.ToString());
            formats.AddRow("SenML JSON", new DeviceSample(new SenMlJsonWriter(), new SenMlJsonReader(new byte[Limits.MaxDecodedBytes])).Length.ToString());
            AnsiConsole.Write(formats);

            using var bootstrap = new BootstrapClient();
            bootstrap.Run();
            var whole = new Table().Border(TableBorder.Minimal).AddColumn("bootstrap over NoSec, one server, TLV").AddColumn("reach").AddColumn("measured");
            whole.AddRow("datagrams, both ways", "14", bootstrap.Datagrams.ToString());
            whole.AddRow("bytes of UDP payload", "286", bootstrap.Bytes.ToString());
            AnsiConsole.MarkupLineInterpolated($"From the request to the answer to Finish, endpoint of {BootstrapClient.Endpoint.Length} bytes, a URI of {BootstrapClient.ServerUri.Length}");
            AnsiConsole.Write(whole);
        }
    }
}
