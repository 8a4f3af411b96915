using System.Linq;
using System.Reflection;
using Lwm2mNano.Client;
using Spectre.Console;

namespace Lwm2mNano.Bench
{
    /// <summary>
    /// The static memory of a client under the default limits, by buffer and table.
    /// </summary>
    internal static class MemoryReport
    {
        private const string Objects = "objects: ";

        public static void Print()
        {
            var bench = new BenchClient(false);
            bench.Register();
            var heap = new DeviceHeap();
            heap.Add(Objects + "Security Object", bench.Security);
            heap.Add(Objects + "Server Object", bench.Server);
            heap.Add(Objects + "Device Object", bench.Device);
            heap.AddFieldByField("message layer", Field(bench.Client, "_layer"));
            heap.AddFieldByField("device management", Field(bench.Client, "_management"));
            heap.AddFieldByField("registration", Field(bench.Client, "_registration"));
            heap.AddFieldByField("client", bench.Client);
            heap.AddStatics("static tables and names", typeof(LwM2mClient).Assembly);

            var table = new Table().Border(TableBorder.Minimal).AddColumn("what").AddColumn(new TableColumn("heap objects").RightAligned())
                .AddColumn(new TableColumn("bytes").RightAligned());
            foreach ((string name, int objects, int bytes) in heap.Rows.OrderByDescending(r => r.Bytes))
            {
                table.AddRow(Markup.Escape(name), objects.ToString(), bytes.ToString());
            }

            int all = heap.Rows.Sum(r => r.Bytes);
            int objectBytes = heap.Rows.Where(r => r.Name.StartsWith(Objects)).Sum(r => r.Bytes);
            table.AddRow("the client", string.Empty, (all - objectBytes).ToString());
            table.AddRow("its three objects", string.Empty, objectBytes.ToString());
            table.AddRow("in all", heap.Rows.Sum(r => r.Objects).ToString(), all.ToString());
            AnsiConsole.MarkupLine("Static memory of a client under the default limits, by the rules of a 32-bit nanoFramework heap");
            AnsiConsole.Write(table);
        }

        private static object Field(object owner, string name)
        {
            return owner.GetType().GetField(name, BindingFlags.Instance | BindingFlags.NonPublic).GetValue(owner);
        }
    }
}
