using StockFlow.Simulator.Retail;
using StockFlow.Stock;
using Xunit;

namespace StockFlow.Tests.Simulator;

public sealed class RetailHistoryTests
{
    private int _line = 1;

    [Fact]
    public void An_invoice_is_one_sale_with_its_repeated_skus_and_fees_apart()
    {
        var sale = Assert.IsType<RetailEvent.Sale>(Assert.Single(Classify(
            Row("1", "85123A", 2), Row("1", "85123a", 1), Row("1", "POST", 1, price: 18))));

        Assert.Equal(["85123A", "85123a"], sale.Lines.Select(line => line.Code));
        Assert.Equal(FeeKind.Carriage, Assert.Single(sale.Fees).Kind);
    }

    [Fact]
    public void A_cancellation_takes_from_the_latest_sale_first_and_the_rest_is_a_return()
    {
        var events = Classify(
            Row("1", "71053", 2, customer: "7"), Row("2", "71053", 3, customer: "7"), Row("C3", "71053", -6, customer: "7"));

        var cancellation = Assert.IsType<RetailEvent.Cancellation>(events[2]);
        Assert.Equal([new CancelledUnits("2", 1, 3), new CancelledUnits("1", 1, 2)], cancellation.Cancelled);
        Assert.Equal([new ReturnedUnits(Sku.Parse("71053"), 1)], cancellation.Returned);
    }

    [Fact]
    public void Units_are_cancelled_once()
    {
        var events = Classify(
            Row("1", "71053", 2, customer: "7"), Row("C2", "71053", -2, customer: "7"), Row("C3", "71053", -2, customer: "7"));

        Assert.Equal(2, Assert.Single(((RetailEvent.Cancellation)events[1]).Cancelled).Units);
        Assert.Empty(((RetailEvent.Cancellation)events[2]).Cancelled);
        Assert.Equal(2, Assert.Single(((RetailEvent.Cancellation)events[2]).Returned).Units);
    }

    [Fact]
    public void Another_customers_sale_is_never_cancelled()
    {
        var events = Classify(Row("1", "71053", 2, customer: "7"), Row("C2", "71053", -2, customer: "8"), Row("C3", "71053", -2));

        Assert.All(events.OfType<RetailEvent.Cancellation>(), cancellation => Assert.Empty(cancellation.Cancelled));
    }

    [Theory]
    [InlineData(-5)]
    [InlineData(5)]
    public void Units_without_customer_and_price_are_an_adjustment(int units)
    {
        var adjustment = Assert.IsType<RetailEvent.Adjustment>(Assert.Single(Classify(Row("1", "71053", units, price: 0))));

        Assert.Equal((Sku.Parse("71053"), units), (adjustment.Sku, adjustment.Delta));
    }

    [Fact]
    public void A_gift_among_paid_lines_is_sold_like_them()
    {
        var sale = Assert.IsType<RetailEvent.Sale>(Assert.Single(Classify(Row("1", "71053", 1, price: 0), Row("1", "22423", 1))));

        Assert.Equal(2, sale.Lines.Count);
    }

    [Fact]
    public void Goods_without_a_price_beside_an_amount_keyed_in_are_a_sale()
    {
        var sale = Assert.IsType<RetailEvent.Sale>(Assert.Single(Classify(Row("1", "71053", 1, price: 0), Row("1", "M", 1, price: 924.59m))));

        Assert.Equal(FeeKind.Manual, Assert.Single(sale.Fees).Kind);
    }

    [Theory]
    [InlineData("AMAZONFEE", FeeKind.Commission)]
    [InlineData("BANK CHARGES", FeeKind.BankCharges)]
    [InlineData("gift_0001_40", FeeKind.GiftVoucher)]
    [InlineData("m", FeeKind.Manual)]
    [InlineData("C2", FeeKind.Carriage)]
    [InlineData("PADS", FeeKind.Packing)]
    [InlineData("CRUK", FeeKind.Commission)]
    [InlineData("S", FeeKind.Samples)]
    public void An_invoice_of_fees_moves_no_goods(string code, FeeKind kind)
    {
        var fees = Assert.IsType<RetailEvent.FeesOnly>(Assert.Single(Classify(Row("C1", code, -1))));

        Assert.Equal(kind, Assert.Single(fees.Fees).Kind);
    }

    [Fact]
    public void A_bad_debt_is_accounting()
    {
        var fees = Assert.IsType<RetailEvent.FeesOnly>(Assert.Single(Classify(Row("A563186", "B", 1, price: -11062.06m))));

        Assert.Equal(new FeeLine(FeeKind.Accounting, "B", -11062.06m), Assert.Single(fees.Fees));
    }

    [Fact]
    public void An_invoice_whose_rows_stand_apart_becomes_two_with_numbers_of_their_own()
    {
        var events = Classify(Row("1", "71053", 1), Row("2", "71053", 1), Row("1", "22423", 1));

        Assert.Equal(["1", "2", "1-2"], events.Select(happened => happened.Invoice));
    }

    [Fact]
    public void The_kept_month_is_read_whole()
    {
        var skipped = new List<SkippedRow>();
        var path = Path.Combine(AppContext.BaseDirectory, "Data", "online-retail-2010-12.csv.gz");

        var events = new RetailHistory().Read(RetailFile.Read(path, skipped.Add)).ToList();

        Assert.Empty(skipped);
        Assert.Equal(2025, events.Select(happened => happened.Invoice).Distinct().Count());
        Assert.Equal(1552, events.OfType<RetailEvent.Sale>().Count());
        Assert.Equal(41_448, events.OfType<RetailEvent.Sale>().Sum(sale => sale.Lines.Count));
        Assert.Equal(140, events.OfType<RetailEvent.Adjustment>().Count());
        var cancellations = events.OfType<RetailEvent.Cancellation>().ToList();
        Assert.Equal(3240, cancellations.Sum(cancellation => cancellation.Cancelled.Sum(cancelled => cancelled.Units)));
        Assert.Equal(12_769, cancellations.Sum(cancellation => cancellation.Returned.Sum(returned => returned.Units)));
    }

    private List<RetailEvent> Classify(params RetailRow[] rows) => [.. new RetailHistory().Read(rows)];

    private RetailRow Row(string invoice, string code, int units, decimal price = 2.5m, string? customer = null) =>
        new(++_line, invoice, code, "X", units, new DateTimeOffset(2010, 12, 1, 8, _line % 60, 0, TimeSpan.Zero), price, customer, "United Kingdom");
}
