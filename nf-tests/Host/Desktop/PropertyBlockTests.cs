using System;
using System.Collections.Generic;
using System.Linq;
using CsCheck;
using Lwm2mNano.Objects;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>
    /// Two block-wise transfers at a time, with other requests between them, over a network that loses, repeats and reorders: each reads
    /// something that was there as a whole, or is applied exactly once as a whole, or ends with a code that has its reason.
    /// </summary>
    public class PropertyBlockTests
    {
        private static readonly Gen<(BlockTransferKind Kind, int Exponent, int Length)> s_transfer =
            from kind in Gen.Int[0, (int)BlockTransferKind.Create]
            from exponent in Gen.Int[0, 5]
            from length in Gen.OneOf(Gen.Int[1, 200], Gen.Int[1, 1400])
            from pieces in Gen.Int[1, 4000]
            select ((BlockTransferKind)kind, exponent, (BlockTransferKind)kind == BlockTransferKind.WritePieces ? pieces : length);

        [Test]
        public void Two_transfers_and_what_comes_between_them_never_mix()
        {
            Dictionary<int, int> results = [];
            Gen.Select(s_transfer, s_transfer, Gen.Byte.Array[0, 3000]).Sample(
                (first, second, script) =>
                {
                    BlockTransfer[] transfers = [Make(first, 0), Make(second, 1)];
                    string fault = new BlockScenario(transfers, script).Run();
                    foreach (BlockTransfer transfer in transfers)
                    {
                        results[transfer.Result] = results.GetValueOrDefault(transfer.Result) + 1;
                    }

                    return fault is null ? true : throw new InvalidOperationException(fault);
                },
                iter: 3_000,
                threads: 1);

            TestContext.Out.WriteLine(string.Join(", ", results.Select(r => $"{r.Key >> 5}.{r.Key & 0x1F:00}: {r.Value}")));
            int[] expected =
            [
                ResponseCode.Content, ResponseCode.Changed, ResponseCode.Created, ResponseCode.RequestEntityIncomplete, ResponseCode.RequestEntityTooLarge,
                ResponseCode.ServiceUnavailable,
            ];
            Assert.That(results.Keys, Is.EquivalentTo(expected), "everything that may happen happened");

            static BlockTransfer Make((BlockTransferKind Kind, int Exponent, int Length) transfer, int instance)
            {
                return new BlockTransfer(transfer.Kind, instance, transfer.Exponent, BlockScenario.Letters(instance + 1, transfer.Length));
            }
        }
    }
}
