using System.Linq;
using Lwm2mNano.NanoCheck;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>
    /// Every way to allocate is seen to be found, along every kind of call, and nothing else is.
    /// </summary>
    [TestFixture]
    public class NanoCheckProofTests
    {
        private const string Helpers = @"
            public struct Pair { public int A; public int B; public Pair(int a) { A = a; B = a; } public int Sum() => A + B; }
            public interface IThing { int F(); }
            public enum Colour { Red, Green }
            public delegate int Handler();
            public static class Use { public static void It(object o) { } public static int Ref(ref Pair p) => p.A; public static int Value(int i) => i; }
            ";

        [TestCase(OffenceKind.NewObject, "Use.It(new A());")]
        [TestCase(OffenceKind.NewObject, "Use.It(new Exception());")]
        [TestCase(OffenceKind.NewArray, "Use.It(new byte[4]);")]
        [TestCase(OffenceKind.NewArray, "Params(1, 2);", "static void Params(params int[] p) { }")]
        [TestCase(OffenceKind.NewArray, "Params();", "static void Params(params int[] p) { }")]
        [TestCase(OffenceKind.StringLiteral, "_text = \"a\";", "string _text;")]
        [TestCase(OffenceKind.StringLiteral, "Use.It(Name);", "const string Name = \"a\";")]
        [TestCase(OffenceKind.StringLiteral, "if (_text == \"a\") { Use.Value(1); }", "string _text;")]
        [TestCase(OffenceKind.StringLiteral, "Debug.Assert(_text != null, \"text\");", "string _text;")]
        [TestCase(OffenceKind.Box, "Use.It(1);")]
        [TestCase(OffenceKind.Box, "Use.It(_colour);", "Colour _colour;")]
        [TestCase(OffenceKind.Box, "Use.Value(_colour.GetHashCode());", "Colour _colour;")]
        [TestCase(OffenceKind.StructLocal, "Pair p; p.A = 1; p.B = 2; Use.Ref(ref p);")]
        [TestCase(OffenceKind.StructLocal, "SpanByte s = default; s.Use();", "struct SpanByte { byte[] _array; public void Use() { } }")]
        [TestCase(OffenceKind.StructLocal, "int n = 1; F(); void F() => n++;")]
        [TestCase(OffenceKind.StructByValue, "_pair = _other;", "Pair _pair, _other;")]
        [TestCase(OffenceKind.StructByValue, "_pair = _pairs[0];", "Pair _pair; Pair[] _pairs;")]
        [TestCase(OffenceKind.StructByValue, "_pair = new Pair(1);", "Pair _pair;")]
        [TestCase(OffenceKind.StructByValue, "_pair = (Pair)_object;", "Pair _pair; object _object;")]
        [TestCase(OffenceKind.StructByValue, "Take(_pair);", "Pair _pair; static void Take(Pair p) { }")]
        [TestCase(OffenceKind.StructByValue, "_pair = Give();", "Pair _pair; extern static Pair Give();")]
        [TestCase(OffenceKind.Throw, "throw s_error;", "static readonly Exception s_error = new Exception();")]
        [TestCase(OffenceKind.Throw, "try { Use.Value(1); } catch { throw; }")]
        [TestCase(OffenceKind.NewDelegate, "_handler = F;", "Handler _handler; int F() => 1;")]
        [TestCase(OffenceKind.PlatformCall, "_handler += _other;", "Handler _handler, _other;")]
        [TestCase(OffenceKind.PlatformCall, "_text = _text + _text;", "string _text;")]
        [TestCase(OffenceKind.PlatformCall, "_text = _text.Substring(1);", "string _text;")]
        [TestCase(OffenceKind.PlatformCall, "_text = _number.ToString();", "string _text; int _number;")]
        [TestCase(OffenceKind.PlatformCall, "Use.It(BitConverter.GetBytes(1));")]
        [TestCase(OffenceKind.PlatformCall, "Use.It(System.Text.Encoding.UTF8);")]
        [TestCase(OffenceKind.PlatformCall, "foreach (object o in _list) { Use.It(o); }", "IEnumerable _list;")]
        [TestCase(OffenceKind.PlatformCall, "Debug.Assert(_text != null, _text + _text);", "string _text;")]
        [TestCase(OffenceKind.NoImplementation, "_thing.F();", "IThing _thing;")]
        public void Finds_exactly(OffenceKind kind, string body, string members = "")
        {
            (Offence[] offences, _) = NanoCheckSnippet.Prove(Class(body, members), "DEBUG");

            Assert.That(offences.Select(offence => offence.Kind).Distinct(), Is.EqualTo(new[] { kind }), string.Join("\n", offences.AsEnumerable()));
            Assert.That(offences.Select(offence => offence.Where), Has.All.StartsWith("A.Step"));
            Assert.That(offences[0].What, kind is OffenceKind.StructLocal or OffenceKind.NoImplementation ? Is.Not.Empty : Does.Contain("IL_").Or.Contain("struct"));
        }

        [Test]
        public void Finds_every_allocation_of_a_closure()
        {
            (Offence[] offences, _) = NanoCheckSnippet.Prove(Class("int n = 1; _handler = () => n;", "Handler _handler;"));

            Assert.That(offences.Select(offence => offence.Kind), Is.EqualTo(new[] { OffenceKind.NewObject, OffenceKind.NewDelegate }));
        }

        [Test]
        public void Wants_an_entry_point()
        {
            (Offence[] offences, _) = NanoCheckSnippet.Prove("class A { void F() { } }");

            Assert.That(offences.Select(offence => offence.Kind), Is.EqualTo(new[] { OffenceKind.NoEntryPoint }));
        }

        [TestCase("F();", "void F() => G(); void G() => Use.It(new A());", "A.Step → A.F → A.G")]
        [TestCase("_thing.F();", "IThing _thing; class B : IThing { public int F() => 1; } class C : IThing { public int F() { Use.It(new A()); return 1; } }", "A.Step → C.F")]
        [TestCase("_thing.F();", "IThing _thing; class C : IThing { int IThing.F() { Use.It(new A()); return 1; } }", "A.Step → C.IThing.F")]
        [TestCase("_thing.F();", "IThing _thing; class B { public int F() { Use.It(new A()); return 1; } } class C : B, IThing { }", "A.Step → B.F")]
        [TestCase("_thing.F();", "IThing _thing; abstract class B : IThing { public abstract int F(); } class C : B { public override int F() { Use.It(new A()); return 1; } }", "A.Step → C.F")]
        [TestCase("_b.F();", "B _b; class B { public virtual int F() => 1; } class C : B { } class D : C { public override int F() { Use.It(new A()); return 1; } }", "A.Step → D.F")]
        [TestCase("_handler();", "Handler _handler; void Set() => _handler = F; static int F() { Use.It(new A()); return 1; }", "A.Step → A.F")]
        [TestCase("_handler();", "Handler _handler; IThing _thing; void Set() => _handler = _thing.F; class C : IThing { public int F() { Use.It(new A()); return 1; } }", "A.Step → C.F")]
        [TestCase("Value = 1;", "int Value { set { Use.It(new A()); } }", "A.Step → A.set_Value")]
        [TestCase("_b.Dispose();", "B _b; class B : IDisposable { public void Dispose() => Use.It(new A()); }", "A.Step → B.Dispose")]
        public void Follows_every_call(string body, string members, string path)
        {
            (Offence[] offences, _) = NanoCheckSnippet.Prove(Class(body, members));

            Assert.That(offences.Select(offence => (offence.Kind, offence.Where)), Is.EqualTo(new[] { (OffenceKind.NewObject, path) }));
        }

        [Test]
        public void Follows_overrides_of_the_platforms_methods()
        {
            (Offence[] offences, _) = NanoCheckSnippet.Prove(
                Class("Use.Value(_random.Next());", "Random _random; class B : Random { public override int Next() { Use.It(new A()); return 1; } }"));

            Assert.That(offences.Select(offence => offence.Where), Is.EqualTo(new[] { "A.Step → B.Next" }));
        }

        [Test]
        public void A_base_call_runs_no_override()
        {
            (Offence[] offences, _) = NanoCheckSnippet.Prove(Helpers + @"
                class A { public virtual int F() => 1; }
                class B : A { [SteadyState] public sealed override int F() => base.F(); }
                class C : A { public override int F() { Use.It(new A()); return 1; } }");

            Assert.That(offences, Is.Empty);
        }

        [TestCase("F();", "[Allocates(\"once\")] void F() => Use.It(new A());")]
        [TestCase("F();", "[Allocates(\"once\")] void F() => Use.It(\"literal\");")]
        [TestCase("Use.It(new B());", "class B { [Allocates(\"once\")] public B() { } }")]
        [TestCase("_b.F();", "B _b; interface B { [Allocates(\"once\")] int F(); } class C : B { public int F() { Use.It(new A()); return 1; } }")]
        [TestCase("_c.F();", "C _c; interface B { [Allocates(\"once\")] int F(); } class C : B { public int F() { Use.It(new A()); return 1; } }")]
        [TestCase("_thing.F();", "IThing _thing; class C : IThing { [Allocates(\"once\")] public int F() { Use.It(new A()); return 1; } }")]
        [TestCase("_b.Connect();", "B _b; abstract class B { [Allocates(\"once\")] public abstract void Connect(); } class C : B { public override void Connect() => Use.It(new A()); }")]
        public void Stops_at_what_says_why_it_allocates(string body, string members)
        {
            (Offence[] offences, AllocationProof proof) = NanoCheckSnippet.Prove(Class(body, members));

            Assert.That(offences, Is.Empty);
            Assert.That(proof.Stops, Has.One.EndsWith(": once"));
        }

        [Test]
        public void Finds_nothing_in_what_does_not_allocate()
        {
            const string Body = @"
                lock (_buffer) { _count++; }
                foreach (byte b in _buffer) { _count += b; }
                for (int i = 0; i < _buffer.Length; i++) { _count += _buffer[i]; }
                _pair.A = 1; _pair.B = _pair.Sum(); Use.Ref(ref _pair); _pairs[0].A = 2; ref Pair p = ref _pairs[1]; p.B = 3;
                Colour colour = Colour.Red; long l = 5; double d = l; DateTime now = DateTime.UtcNow; TimeSpan span = new TimeSpan(0);
                try { _event.WaitOne((int)d, false); _event.Set(); } finally { _count = (int)span.Ticks; }
                Array.Copy(_buffer, 0, _buffer, 1, 2);
                Interlocked.Increment(ref _count);
                Debug.Assert(_count > 0); Debug.WriteLine(s_name); Debug.WriteLine(string.Empty);
                if (_handler != null) { _count = _handler(); }
                Static.Touch();
                if (_text == s_name || _text.Length == 2) { _count = (int)now.Ticks; }
                _count = colour switch { Colour.Red => 1, _ => 2 };";
            const string Members = @"
                static readonly string s_name = ""literal"";
                readonly byte[] _buffer = new byte[4]; int _count; Pair _pair; Pair[] _pairs = new Pair[2]; string _text; Handler _handler;
                readonly AutoResetEvent _event = new AutoResetEvent(false);
                void Start() => _handler = () => 1;
                static class Static { static readonly byte[] s_table = new byte[2]; static int s_n = F(); static int F() => new A()._count; internal static void Touch() => s_n++; }";
            (Offence[] offences, AllocationProof proof) = NanoCheckSnippet.Prove(Class(Body, Members), "DEBUG");

            Assert.That(offences, Is.Empty);
            Assert.That(proof.StaticConstructors, Does.Contain("A/Static"));
            Assert.That(proof.Entries, Is.EqualTo(new[] { "A.Step" }));
        }

        private static string Class(string body, string members) => Helpers + "class A { [SteadyState] void Step() { " + body + " } " + members + " }";
    }
}
