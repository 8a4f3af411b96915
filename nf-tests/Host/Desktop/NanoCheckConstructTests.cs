using System.Linq;
using Lwm2mNano.NanoCheck;
using Microsoft.CodeAnalysis.CSharp;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>
    /// Every construct that the device does not bear is seen to be found, and nothing else is.
    /// </summary>
    [TestFixture]
    public class NanoCheckConstructTests
    {
        [TestCase(OffenceKind.MissingType, "class A { decimal _offence; }")]
        [TestCase(OffenceKind.MissingType, "class A { System.IO.MemoryStream _offence; }")]
        [TestCase(OffenceKind.MissingMember, "class A { int Offence(int i) => Math.Max(i, 1); }")]
        [TestCase(OffenceKind.MissingMember, "class A { string Offence(string[] s) => string.Join(\"/\", s); }")]
        [TestCase(OffenceKind.MissingMember, "class A { void Offence(byte[] b) => Buffer.BlockCopy(b, 0, b, 1, 1); }")]
        [TestCase(OffenceKind.MissingMember, "class A { string Offence(string s) => s.Replace('a', 'b'); }")]
        [TestCase(OffenceKind.MissingMember, "class A { int Offence(float f) => BitConverter.SingleToInt32Bits(f); }")]
        [TestCase(OffenceKind.MissingMember, "class A { void Offence() => GC.Collect(); }")]
        [TestCase(OffenceKind.MissingMember, "class A { [ThreadStatic] static int s_offence; }")]
        [TestCase(OffenceKind.EmbeddedAttribute, "readonly struct Offence { public readonly int B; }")]
        [TestCase(OffenceKind.Generic, "class A { static Func<int> s_offence; }")]
        [TestCase(OffenceKind.Generic, "class A { static Action<int> s_offence; }")]
        [TestCase(OffenceKind.Generic, "class Offence<T> { }")]
        [TestCase(OffenceKind.Generic, "class A { static T Offence<T>(T t) => t; }")]
        [TestCase(OffenceKind.Generic, "class A { object Offence() => new System.Collections.Generic.List<int>(); }")]
        [TestCase(OffenceKind.Generic, "class A { int? _offence; }")]
        [TestCase(OffenceKind.Generic, "class A { int Offence(byte[] b) { Span<byte> s = b; return s.Length; } }")]
        [TestCase(OffenceKind.Generic, "class A { void Offence(byte[] b) => Array.Resize(ref b, 1); }")]
        [TestCase(OffenceKind.CheckedArithmetic, "class A { int Offence(int i) => checked(i + 1); }")]
        [TestCase(OffenceKind.CheckedArithmetic, "class A { byte Offence(int i) => checked((byte)i); }")]
        [TestCase(OffenceKind.HiddenVirtual, "class A { public virtual int F() => 1; } class Offence : A { public new int F() => 2; }")]
        [TestCase(OffenceKind.HiddenVirtual, "class A { public virtual int F() => 1; } class Offence : A { public new virtual int F() => 2; }")]
        [TestCase(OffenceKind.HiddenVirtual, "class Offence { public new string ToString() => string.Empty; }")]
        [TestCase(OffenceKind.DefaultInterfaceMethod, "interface IOffence { int F() => 1; }")]
        [TestCase(OffenceKind.DefaultInterfaceMethod, "interface IOffence { static int F() => 1; }")]
        [TestCase(OffenceKind.MultidimensionalArray, "class A { int[,] _offence; }")]
        [TestCase(OffenceKind.MultidimensionalArray, "class A { object Offence() => new int[2, 2]; }")]
        [TestCase(OffenceKind.Stackalloc, "class A { unsafe int Offence() { int* p = stackalloc int[4]; return p[1]; } }")]
        [TestCase(OffenceKind.FunctionPointer, "class A { static unsafe int Offence(delegate*<int> f) => f(); }")]
        [TestCase(OffenceKind.FunctionPointer, "class A { static void F() { } static unsafe void* Offence() => (delegate*<void>)&F; }")]
        [TestCase(OffenceKind.Volatile, "class A { volatile int _offence; int Offence() => _offence; }")]
        [TestCase(OffenceKind.StateMachine, "class A { async void Offence() { await System.Threading.Tasks.Task.Yield(); } }")]
        [TestCase(OffenceKind.StateMachine, "class A { IEnumerable Offence() { yield return null; } }")]
        [TestCase(OffenceKind.EnumText, "class A { string Offence(DayOfWeek d) => d.ToString(); }")]
        [TestCase(OffenceKind.EnumText, "class A { string Offence(DayOfWeek d) => $\"{d}\"; }")]
        [TestCase(OffenceKind.EnumText, "class A { string Offence(DayOfWeek d, int i) => string.Format(\"{0}\", new object[] { d }); }")]
        [TestCase(OffenceKind.NulInString, "class A { string Offence() => \"a\\0b\"; }")]
        [TestCase(OffenceKind.NulInString, "class Offence { public const string B = \"\\0\"; }")]
        [TestCase(OffenceKind.Fixed, "class A { unsafe byte Offence(byte[] b) { fixed (byte* p = b) { return *p; } } }")]
        [TestCase(OffenceKind.PlatformInvoke, "class A { [DllImport(\"c\")] static extern int Offence(); }")]
        public void Finds_exactly(OffenceKind kind, string source)
        {
            Offence[] offences = NanoCheckSnippet.Check(source);

            Assert.That(offences.Select(offence => offence.Kind).Distinct(), Is.EqualTo(new[] { kind }), string.Join("\n", offences.AsEnumerable()));
            Assert.That(offences.Select(offence => offence.Where + offence.What), Has.All.Contains("ffence"), "names the place");
        }

        [Test]
        public void Finds_what_newer_language_versions_bring()
        {
            const string Literal = "class A { ReadOnlySpan<byte> Offence() => \"a\"u8; }";
            const string Embedded = "class A { } namespace Microsoft.CodeAnalysis { [Embedded] internal sealed class EmbeddedAttribute : Attribute { } }";

            Assert.That(NanoCheckSnippet.Check(Literal, LanguageVersion.CSharp11).Select(offence => offence.Kind), Has.All.EqualTo(OffenceKind.Generic));
            Assert.That(NanoCheckSnippet.Check(Embedded, LanguageVersion.CSharp12).Select(offence => offence.Kind), Is.EqualTo(new[] { OffenceKind.EmbeddedAttribute }));
        }

        [Test]
        public void Finds_tuples_and_records()
        {
            Assert.That(Kinds("class A { (int B, int C) _offence; }"), Does.Contain(OffenceKind.Generic));
            Assert.That(Kinds("class A { object Offence() => new { B = 1 }; }"), Does.Contain(OffenceKind.Generic));
            Assert.That(Kinds("record Offence(int B);"), Does.Contain(OffenceKind.Generic));
            Assert.That(Kinds("#nullable enable\nclass A { string? Offence(string s) => null; }"), Is.EqualTo(new[] { OffenceKind.EmbeddedAttribute }));
        }

        [Test]
        public void Finds_nothing_in_what_the_device_bears()
        {
            const string Source = @"
                public delegate int Handler(int i);
                public interface IThing { int F(int i); }
                public struct Pair { public int A; public byte B; }
                public enum Colour { Red, Green }
                public static class Extensions { public static int Twice(this int i) => 2 * i; }
                public class Thing : IThing, IDisposable
                {
                    private static readonly byte[] s_table = { 1, 2, 3, 4, 5, 6, 7, 8 };
                    private static readonly string[] s_names = { ""a"", ""b"" };
                    private readonly object _lock = new object();
                    private readonly AutoResetEvent _event = new AutoResetEvent(false);
                    private readonly byte[][] _jagged = new byte[2][];
                    public event Handler Changed;
                    public int Value { get; init; }
                    public virtual int F(int i) => i.Twice();
                    public void Dispose() => _event.Set();
                    public string Text(int i, char c, params object[] more) => $""{i} of {more.Length}"" + c + Text(i, c);
                    public int Named(string s)
                    {
                        switch (s)
                        {
                            case ""a"": return 1; case ""b"": return 2; case ""c"": return 3; case ""d"": return 4;
                            case ""e"": return 5; case ""f"": return 6; case ""g"": return 7; case ""h"": return 8;
                            default: return 0;
                        }
                    }
                    public int Coloured(Colour c) => c switch { Colour.Red => 1, Colour.Green => 2 };
                    public int Work(object o, ref int n, out long l)
                    {
                        l = 0;
                        lock (_lock) { l += n; }
                        foreach (byte b in s_table) { l += b; }
                        foreach (string s in s_names) { l += s.Length; }
                        try { _event.WaitOne(1, false); } catch (Exception e) when (e.Message == null) { throw; } finally { l++; }
                        ref byte r = ref s_table[0];
                        r = (byte)(l >> 3);
                        Handler handler = i => i + r2;
                        Pair pair; pair.A = 1; pair.B = 2; Change(ref pair);
                        DateTime now = DateTime.UtcNow; TimeSpan span = now - DateTime.UnixEpoch;
                        long seconds = span.Ticks / TimeSpan.TicksPerSecond;
                        Debug.Assert(seconds > 0);
                        new Thread(() => Interlocked.Increment(ref r2)).Start();
                        if (o is string { Length: > 3 } text && text[0] is 'a' or 'b') { return handler(1); }
                        Changed?.Invoke(1);
                        return o is IThing thing ? thing.F(2) : (int)Convert.ToDouble(""1"");
                        static void Change(ref Pair p) => p.A++;
                    }
                    private int r2;
                }
                public sealed class Heir : Thing { public override int F(int i) => base.F(i) + 1; public override string ToString() => ""heir""; }";

            Assert.That(NanoCheckSnippet.Check(Source), Is.Empty);
        }

        private static OffenceKind[] Kinds(string source) => NanoCheckSnippet.Check(source).Select(offence => offence.Kind).Distinct().ToArray();
    }
}
