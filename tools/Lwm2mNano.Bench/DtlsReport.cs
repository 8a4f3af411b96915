using System;
using Lwm2mNano.Hal.Dtls;
using Lwm2mNano.Hal.Host;
using Spectre.Console;

namespace Lwm2mNano.Bench
{
    /// <summary>
    /// What DTLS costs: datagrams, bytes and managed memory, measured between the engine in C and the desk server.
    /// </summary>
    internal static class DtlsReport
    {
        private const int Cycles = 1_000;
        private const int WarmUpCycles = 200;
        private const string NoConnectionId = "not to be had: no Connection ID";

        public static void Print()
        {
            NativeDtlsEngine engine = NativeDtlsEngine.Create(out string problem);
            if (engine == null)
            {
                AnsiConsole.MarkupLineInterpolated($"DTLS: not to be had: {problem}");
                return;
            }

            var table = new Table().Border(TableBorder.Minimal).AddColumn("what").AddColumn("reach").AddColumn("measured");
            bool hasConnectionId = (engine.Features() & DtlsFeature.ConnectionId) != 0;
            using (var client = new DtlsClient(engine))
            {
                Handshake(table, client);
                Update(table, client);
                Move(table, client, hasConnectionId);
                Save(table, client, engine, hasConnectionId);
            }

            Allocation(table, engine);
            table.AddRow("mbedTLS heap, peak and held", "16 and 8 KB", "not here: hal/native/README.md");
            table.AddRow("code and static data", "6 and 4 KB", "not here: hal/native/test.sh");
            AnsiConsole.MarkupLineInterpolated(
                $"DTLS with the desk server, identity of {DtlsClient.Identity.Length} bytes, {(hasConnectionId ? "with" : "without")} Connection ID");
            AnsiConsole.Write(table);
        }

        private static void Handshake(Table table, DtlsClient client)
        {
            client.Register();
            int bytes = client.Records.Bytes - client.Records.LastSent - client.Records.LastReceived;
            int datagrams = client.Records.Sent + client.Records.Received - 2;
            table.AddRow("full handshake with cookie", "6 datagrams, 585 bytes", $"{datagrams} datagrams, {bytes} bytes");
        }

        private static void Update(Table table, DtlsClient client)
        {
            client.Update();
            Row("Update", client.Plain.LastSent, client.Records.LastSent);
            Row("its answer", client.Plain.LastReceived, client.Records.LastReceived);

            void Row(string what, int plain, int record) =>
                table.AddRow($"{what} as a record", "+ 29 bytes, + CID and 1", $"{plain} + {record - plain} bytes");
        }

        private static void Move(Table table, DtlsClient client, bool hasConnectionId)
        {
            client.Records.Reset();
            bool outlived = client.Move();
            table.AddRow(
                "change of address", "0 handshake datagrams, 1 + 1",
                outlived ? Exchange(client) : hasConnectionId ? "a handshake" : NoConnectionId);
        }

        private static void Save(Table table, DtlsClient client, IDtlsEngine engine, bool hasConnectionId)
        {
            bool isSaved = (engine.Features() & DtlsFeature.Save) != 0 && client.Save();
            string measured = hasConnectionId ? "not to be had: mbedTLS saves none" : NoConnectionId;
            table.AddRow("saved session", "256 bytes", isSaved ? $"{client.SavedBytes} bytes" : measured);
            if (isSaved)
            {
                client.Replace();
                client.Records.Reset();
                measured = client.Move() ? Exchange(client) : "a handshake";
            }

            table.AddRow("save, restart and load", "0 handshake datagrams, 1 + 1", measured);
        }

        private static void Allocation(Table table, IDtlsEngine engine)
        {
            using var client = new DtlsClient(engine);
            client.Register();
            Run(client, WarmUpCycles);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Run(client, Cycles);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            table.AddRow($"managed, {Cycles} Updates", "0 bytes", $"{allocated} bytes");
        }

        private static string Exchange(DtlsClient client) =>
            $"{client.Records.Handshakes} handshake datagrams, {client.Records.Sent} + {client.Records.Received}";

        private static void Run(DtlsClient client, int cycles)
        {
            for (int i = 0; i < cycles; i++)
            {
                client.Update();
            }
        }
    }
}
