using Spectre.Console;

namespace Lwm2mNano.Bench
{
    /// <summary>
    /// How many bytes of UDP payload a registration and an Update take.
    /// </summary>
    internal static class WireReport
    {
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
            AnsiConsole.MarkupLine("Bytes of UDP payload");
            AnsiConsole.Write(table);
        }
    }
}
