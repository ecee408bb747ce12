"""
The cancel of the tutorial with the official Python SDK, and on through account, subscription, invoices
and credit memos. Only the host is ours. Usage: zuora_sdk_flow.py <base url>
"""
import sys
from zuora_sdk import ApiException, Configuration, CreateOrderRequest
from zuora_sdk.zuora_client import ZuoraClient

# The SDK wants a client id of 36 characters.
client = ZuoraClient(
    "demo-client-000000000000000000000000", "demo-secret", None, Configuration(host=sys.argv[1])
)
client.initialize()


def equal(what, found, wanted):
    if found != wanted:
        raise SystemExit(f"{what}: {found!r} instead of {wanted!r}")
    print(f"ok  {what}: {found}")


NUMBER = "A-S00000038"
active = client.object_queries_api().query_subscriptions(
    filter=[f"name.EQ:{NUMBER}", "status.EQ:Active"]
)
equal("active subscriptions", len(active.data), 1)

order = client.orders_api().create_order(
    CreateOrderRequest(
        order_date="2024-12-20",
        existingAccountId=active.data[0].account_id,
        subscriptions=[
            {
                "subscriptionNumber": NUMBER,
                "order_actions": [
                    {
                        "type": "CancelSubscription",
                        "cancel_subscription": {
                            "cancellationPolicy": "SpecificDate",
                            "cancellationEffectiveDate": "2024-12-20",
                        },
                    }
                ],
            }
        ],
        processing_options={
            "runBilling": True,
            "writeOff": True,
            "billingOptions": {"targetDate": "2024-12-31", "documentDate": "2024-12-31"},
        },
    )
)
equal("order", (order.success, order.status), (True, "Completed"))
equal("write-offs", {each.status for each in order.write_off}, {"Success"})

subscription = client.subscriptions_api().get_subscription_by_key(NUMBER)
equal("subscription", subscription.status, "Cancelled")

account = client.accounts_api().get_account(order.account_number)
equal("balance of the account", float(account.metrics.balance), 0.0)

invoices = client.object_queries_api().query_invoices(
    filter=[f"accountId.EQ:{active.data[0].account_id}"]
)
for invoice in invoices.data:
    found = client.invoices_api().get_invoice(invoice.invoice_number)
    equal(f"balance of {invoice.invoice_number}", float(found.balance), 0.0)

memos = client.credit_memos_api().get_credit_memos(account_id=active.data[0].account_id)
equal("credit memos are applied", {float(m.unapplied_amount) for m in memos.creditmemos}, {0.0})

try:
    client.accounts_api().get_account("A404")
    raise SystemExit("an unknown account was found")
except ApiException as error:
    equal("an unknown account", error.status, 404)
