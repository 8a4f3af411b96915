using System;
using System.Collections.Generic;
using CsCheck;
using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using NFUnitTest;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>Properties of what outlives a sleep: whatever is written is read back, and whatever is read is no exception.</summary>
    public class PropertyStateTests
    {
        private const long Now = 1_790_000_000_000;
        private const int MaxItems = 20;
        private const byte Untouched = 0xEE;
        private const int DtlsSessionBytes = 236;
        private const int NumberSampleBytes = 27;
        private const int RoomForEmptyQueues = 16;
        private const int SenMlJson = 110;

        // Sums with the time do not leave a long.
        private static readonly Gen<long> s_time = Gen.OneOf(
            Gen.Const(CoapTiming.Never), Gen.Const(0L), Gen.Const(Now), Gen.Const(Now + 1), Gen.Const(Now - 1), Gen.Long[-(1L << 61), 1L << 61]);

        private static readonly Gen<long> s_number = Gen.OneOf(
            Gen.Const(long.MinValue), Gen.Const(long.MaxValue), Gen.Long, Gen.Int.Select(i => (long)i), Gen.Int[-130, 130].Select(i => (long)i));

        private static readonly Gen<double> s_float = Gen.OneOf(
            Gen.Const(double.NaN), Gen.Const(double.PositiveInfinity), Gen.Const(double.NegativeInfinity), Gen.Const(double.Epsilon), Gen.Const(double.MaxValue),
            Gen.Const((double)int.MinValue), Gen.Const((double)int.MaxValue), Gen.Const(int.MaxValue + 1.0), Gen.Double, Gen.Int.Select(i => (double)i));

        private static readonly Gen<object> s_item = Gen.OneOf(
            s_number.Select(n => (object)n),
            s_time.Select(t => (object)new Time(t)),
            s_float.Select(f => (object)f),
            Gen.Bool.Select(b => (object)b),
            Gen.Byte.Select(b => (object)b),
            Gen.Byte.Array[0, 40].Select(b => (object)b));

        private static readonly Gen<List<object>> s_items = s_item.List[0, MaxItems];

        private readonly record struct Time(long Milliseconds);

        [Test]
        public void What_is_written_is_read_back()
        {
            s_items.Sample(
                items =>
                {
                    byte[] buffer = new byte[2048];
                    int length = Write(items, buffer, 3, buffer.Length);
                    StateReader reader = Reader(buffer, 3, length);
                    return length >= 0 && ReadsBack(reader, items) && !reader.IsDamaged && reader.Position == 3 + length;
                },
                iter: 20_000,
                threads: 1);
        }

        [Test]
        public void Minus_zero_is_zero()
        {
            byte[] buffer = new byte[16];
            int length = Write([-0.0], buffer, 0, buffer.Length);
            Assert.That(Reader(buffer, 0, length).ReadFloat(), Is.Zero);
        }

        [Test]
        public void What_does_not_fit_is_said_and_nothing_is_written_behind_the_limit()
        {
            s_items.Sample(
                items =>
                {
                    byte[] buffer = new byte[2048];
                    int length = Write(items, buffer, 0, buffer.Length);
                    for (int limit = 0; limit <= length; limit++)
                    {
                        byte[] small = new byte[2048];
                        Array.Fill(small, Untouched);
                        if ((Write(items, small, 0, limit) < 0) != (limit < length) || Array.FindIndex(small, limit, b => b != Untouched) >= 0)
                        {
                            return false;
                        }
                    }

                    return true;
                },
                iter: 500,
                threads: 1);
        }

        [Test]
        public void What_is_cut_off_anywhere_is_damaged()
        {
            s_items.Sample(
                items =>
                {
                    byte[] buffer = new byte[2048];
                    int length = Write(items, buffer, 0, buffer.Length);
                    for (int count = 0; count < length; count++)
                    {
                        StateReader reader = Reader(buffer, 0, count);
                        ReadsBack(reader, items);
                        if (!reader.IsDamaged || reader.Position > count)
                        {
                            return false;
                        }
                    }

                    return true;
                },
                iter: 500,
                threads: 1);
        }

        [Test]
        public void Section_that_is_longer_than_known_is_passed_over()
        {
            Gen.Select(s_items, s_items, s_items).Sample(
                (known, unknown, behind) =>
                {
                    byte[] buffer = new byte[4096];
                    StateWriter writer = new();
                    writer.Begin(buffer, 0, buffer.Length, Now);
                    int section = writer.BeginSection();
                    Write(writer, known);
                    Write(writer, unknown);
                    writer.EndSection(section);
                    Write(writer, behind);
                    StateReader reader = Reader(buffer, 0, writer.Length);
                    int end = reader.BeginSection();
                    bool isSame = ReadsBack(reader, known);
                    reader.EndSection(end);
                    return isSame && ReadsBack(reader, behind) && !reader.IsDamaged && reader.Position == writer.Length;
                },
                iter: 5000,
                threads: 1);
        }

        [Test]
        public void Section_that_is_shorter_than_known_is_damaged()
        {
            Gen.Select(s_items, s_items).Where((known, more) => more.Count > 0).Sample(
                (known, more) =>
                {
                    byte[] buffer = new byte[4096];
                    StateWriter writer = new();
                    writer.Begin(buffer, 0, buffer.Length, Now);
                    int section = writer.BeginSection();
                    Write(writer, known);
                    writer.EndSection(section);
                    Write(writer, more);
                    StateReader reader = Reader(buffer, 0, writer.Length);
                    int end = reader.BeginSection();
                    ReadsBack(reader, known);
                    ReadsBack(reader, more);
                    reader.EndSection(end);
                    return reader.IsDamaged && reader.Position == end;
                },
                iter: 5000,
                threads: 1);
        }

        [Test]
        public void Any_bytes_are_read_as_anything()
        {
            Gen.Select(Gen.Byte.Array[0, 60], s_items).Sample(
                (bytes, items) =>
                {
                    StateReader reader = Reader(bytes, 0, bytes.Length);
                    int end = reader.BeginSection();
                    ReadsBack(reader, items);
                    reader.EndSection(end);
                    ReadsBack(reader, items);
                    return reader.Position <= bytes.Length;
                },
                iter: 50_000,
                threads: 1);
        }

        [Test]
        public void Client_that_resumes_with_any_bytes_can_start()
        {
            Gen.OneOf(Gen.Byte.Array[0, 400], Gen.Byte[0, 8].Array[0, 400]).Sample(StartsAfter, iter: 3000, threads: 1);
        }

        [Test]
        public void Client_that_resumes_with_a_part_of_its_state_can_start()
        {
            byte[] whole = Suspended();
            for (int count = 0; count < whole.Length; count++)
            {
                byte[] part = whole[..count];
                Assert.That(Build().Client.Resume(Reader(part, 0, count), Now), Is.False, $"{count} of {whole.Length}");
                Assert.That(StartsAfter(part), Is.True, $"{count} of {whole.Length}");
            }
        }

        [Test]
        public void Client_that_resumes_with_changed_bytes_goes_on_or_can_start()
        {
            byte[] whole = Suspended();
            Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte, Gen.Int[0, whole.Length - 1], Gen.Byte).Sample(
                (at, value, second, other) =>
                {
                    byte[] changed = (byte[])whole.Clone();
                    changed[at] = value;
                    changed[second] = other;
                    return StartsAfter(changed);
                },
                iter: 5000,
                threads: 1);
        }

        [Test]
        public void Client_goes_on_with_its_state()
        {
            byte[] whole = Suspended();
            ServersFixture fixture = Build();
            Assert.That(fixture.Client.Resume(Reader(whole, 0, whole.Length), Now), Is.True);
            Assert.That(fixture.Client.StateOf(101), Is.EqualTo(RegistrationState.Asleep));
            Assert.That(fixture.Client.StateOf(102), Is.EqualTo(RegistrationState.Asleep));
        }

        [Test]
        public void Fullest_state_of_two_servers_fits_at_the_cost_of_samples()
        {
            byte[] whole = Fullest(2 * Limits.MaxStateBytes);
            byte[] kept = Fullest(Limits.MaxStateBytes);
            TestContext.Out.WriteLine($"{whole.Length} bytes, of which {kept.Length} are kept");
            Assert.That(kept, Is.Not.Empty);

            // The samples that are given up are whole ones; their length may take a byte less for each server.
            Assert.That((whole.Length - kept.Length) % NumberSampleBytes, Is.LessThanOrEqualTo(2));
            Assert.That(whole.Length - kept.Length, Is.LessThan(2 * Limits.MaxSampleBytes));
            ServersFixture fixture = Build();
            Assert.That(fixture.Client.Resume(Reader(kept, 0, kept.Length), Now), Is.True);
            Assert.That(fixture.Client.StateOf(101), Is.EqualTo(RegistrationState.Asleep));
            Assert.That(fixture.Client.StateOf(102), Is.EqualTo(RegistrationState.Asleep));
        }

        [Test]
        public void State_that_does_not_fit_is_said_or_can_be_gone_on_with_whatever_the_room()
        {
            int samples = 2 * (Limits.MaxSampleBytes / NumberSampleBytes) * NumberSampleBytes;
            int enough = Fullest(2 * Limits.MaxStateBytes).Length - samples + RoomForEmptyQueues;
            for (int limit = 0; limit < Limits.MaxStateBytes; limit += limit < enough - 300 ? 101 : 3)
            {
                byte[] kept = Fullest(limit);
                Assert.That(kept, limit >= enough ? Is.Not.Empty : Is.Not.Null, $"{limit}");
                if (kept.Length > 0)
                {
                    Assert.That(Build().Client.Resume(Reader(kept, 0, kept.Length), Now), Is.True, $"{limit}");
                }
            }
        }

        // The state of a client that has everything it can have for two servers, each at its longest; empty if it does not fit.
        private static byte[] Fullest(int limit)
        {
            ServersFixture fixture = Build();
            fixture.Now = Now;
            fixture.Start();
            string segment = new('s', Limits.MaxLocationBytes - 4);
            fixture.First.Accept("rd", segment);
            fixture.Second.Accept("rd", segment);
            fixture.Step();
            Fill(fixture, fixture.First);
            Fill(fixture, fixture.Second);
            Assert.That(fixture.First.PutText("/3/0/14", "+02:00"), Is.EqualTo(204));
            Assert.That(fixture.First.PutText("/3/0/15", new string('z', Limits.MaxStringBytes)), Is.EqualTo(204));
            Objects.PathList paths = new(1);
            Objects.ResourcePath path = new();
            path.Set(1, 0, 1, Objects.ResourcePath.None);
            paths.Add(path);
            for (int i = 0; i < Limits.MaxSampleBytes / NumberSampleBytes; i++)
            {
                Assert.That(fixture.Client.Send(paths, ++fixture.Now), Is.True);
            }

            foreach (ServerPeer server in new[] { fixture.First, fixture.Second })
            {
                server.Transport.SuspendedBytes = new byte[DtlsSessionBytes];
                server.Transport.HasConnectionId = true;
            }

            byte[] buffer = new byte[limit];
            StateWriter writer = Writer(buffer);
            fixture.Client.Suspend(writer, fixture.Now);
            return writer.Length < 0 ? [] : buffer[..writer.Length];
        }

        private static void Fill(ServersFixture fixture, ServerPeer server)
        {
            string[] numbers = ["/1/0/2", "/1/0/3", "/1/0/5", "/1/1/2", "/1/1/3", "/1/1/5", "/3/0/13", "/1/0/1"];
            Assert.That(numbers, Has.Length.EqualTo(Limits.MaxAttributeSets));
            foreach (string number in numbers)
            {
                // Another lifetime would be told the servers.
                Assert.That(number == "/1/0/1" ? 204 : server.PutText(number, "1000"), Is.EqualTo(204));
                string query = "?pmin=1000&pmax=100000&epmin=10&epmax=100000&con=1&gt=1234567.891&lt=-1234567.891&st=123.456";
                Assert.That(server.Put(number + query, null), Is.EqualTo(204), number);
            }

            for (int i = 0; i < Limits.MaxObservations; i++)
            {
                server.Token = [1, 2, 3, 4, 5, 6, 7, (byte)i];
                string pack = $"[{{\"n\":\"/1/0/{2 + (i % 2)}\"}},{{\"n\":\"/1/1/{2 + (i % 2)}\"}}]";
                Assert.That(server.Request(CoapCode.Fetch, "/", SenMlJson, SenMlJson, 0, Hex.Ascii(pack)), Is.EqualTo(205));
                Assert.That(server.Observe, Is.Not.EqualTo(ServerPeer.None));
            }
        }

        // Resumes; runs for a while whatever came of it, and starts.
        private static bool StartsAfter(byte[] bytes)
        {
            ServersFixture fixture = Build();
            fixture.Now = Now;
            bool isResumed = fixture.Client.Resume(Reader(bytes, 0, bytes.Length), Now);
            if (isResumed)
            {
                long now = Now;
                for (int i = 0; i < 50; i++)
                {
                    long next = fixture.Client.Step(now);
                    now = next > now && next < Now + (1L << 40) ? next : now + 1000;
                    fixture.First.Transport.Clear();
                    fixture.Second.Transport.Clear();
                }

                fixture.Now = now;
                fixture.Device.Refresh();
                fixture.Client.Suspend(Writer(new byte[Limits.MaxStateBytes]), now);
                return true;
            }

            fixture.Start();
            fixture.First.Expect(CoapCode.Post, "/rd?ep=nano-1&lt=86400&lwm2m=1.1&b=U");
            fixture.Second.Expect(CoapCode.Post, "/rd?ep=nano-1&lt=86400&lwm2m=1.1&b=U");
            return true;
        }

        private static ServersFixture Build()
        {
            return new ServersFixture(Accounts.TwoServers(null, null), true);
        }

        // A state that has something of everything.
        private static byte[] Suspended()
        {
            ServersFixture fixture = Build();
            fixture.Now = Now;
            fixture.Start();
            fixture.First.Accept("rd", "a");
            fixture.Second.Accept("rd", "b");
            fixture.Step();
            Assert.That(fixture.First.Put("/1/0/1?pmin=5&pmax=60&gt=1.5", null), Is.EqualTo(204));
            Assert.That(fixture.First.ObserveAt("/1/0/1"), Is.EqualTo(205));
            Assert.That(fixture.Second.ObserveAt("/3/0"), Is.EqualTo(205));
            fixture.Second.Token = [9, 8, 7, 6, 5];
            Assert.That(fixture.Second.ObserveAt("/26241"), Is.EqualTo(205));
            fixture.Client.SetUtc(Now, Now);
            Objects.PathList paths = new(1);
            Objects.ResourcePath path = new();
            path.Set(3, 0, 0, Objects.ResourcePath.None);
            paths.Add(path);
            Assert.That(fixture.Client.Send(paths, Now), Is.True);
            fixture.First.Transport.SuspendedBytes = [1, 2, 3, 4];
            fixture.First.Transport.HasConnectionId = true;
            byte[] buffer = new byte[Limits.MaxStateBytes];
            StateWriter writer = Writer(buffer);
            fixture.Client.Suspend(writer, Now);
            return buffer[..writer.Length];
        }

        private static StateReader Reader(byte[] buffer, int offset, int count)
        {
            StateReader reader = new();
            reader.Begin(buffer, offset, count, Now);
            return reader;
        }

        private static StateWriter Writer(byte[] buffer)
        {
            StateWriter writer = new();
            writer.Begin(buffer, 0, buffer.Length, Now);
            return writer;
        }

        private static int Write(List<object> items, byte[] buffer, int offset, int limit)
        {
            StateWriter writer = new();
            writer.Begin(buffer, offset, limit, Now);
            Write(writer, items);
            return writer.Length;
        }

        private static void Write(StateWriter writer, List<object> items)
        {
            foreach (object item in items)
            {
                switch (item)
                {
                    case long number:
                        writer.WriteNumber(number);
                        break;
                    case Time time:
                        writer.WriteTime(time.Milliseconds);
                        break;
                    case double number:
                        writer.WriteFloat(number);
                        break;
                    case bool value:
                        writer.WriteBoolean(value);
                        break;
                    case byte value:
                        writer.WriteByte(value);
                        break;
                    case byte[] bytes:
                        writer.WriteBytes(bytes, 0, bytes.Length);
                        break;
                }
            }
        }

        // Reads everything, whatever it is.
        private static bool ReadsBack(StateReader reader, List<object> items)
        {
            bool isSame = true;
            foreach (object item in items)
            {
                switch (item)
                {
                    case long number:
                        isSame &= reader.ReadNumber() == number;
                        break;
                    case Time time:
                        isSame &= reader.ReadTime() == time.Milliseconds;
                        break;
                    case double number:
                        isSame &= BitConverter.DoubleToInt64Bits(reader.ReadFloat()) == BitConverter.DoubleToInt64Bits(number);
                        break;
                    case bool value:
                        isSame &= reader.ReadBoolean() == value;
                        break;
                    case byte value:
                        isSame &= reader.ReadByte() == value;
                        break;
                    case byte[] bytes:
                        byte[] read = new byte[40];
                        isSame &= reader.ReadBytes(read) == bytes.Length && read.AsSpan(0, bytes.Length).SequenceEqual(bytes);
                        break;
                }
            }

            return isSame;
        }
    }
}
