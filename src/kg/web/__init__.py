"""The record on the web: an endpoint, linked data, questions as addresses.

The front speaks HTTP and reads neither SPARQL nor RDF. It hands each job to a worker, which knows
the record and may be ended at any time, and passes the reply on:

    serving      the server itself, and which build it serves
    app          all addresses, and what holds for every response
    agents       the tools of kg mcp: a call becomes a job
    described    where the record says what it is
    protocol     the endpoint: a request becomes a job
    questions    the stored questions as addresses
    linked       things and their documents: an IRI of ours leads to what is known of it
    addresses    which path stands for which IRI, and where it is described
    bodies       what a request brings: headers, a body, who reads the answer
    parameters   what an address or a form says
    connections  a client's connection: no client holds it up, and most take the shortest way
    site         a job becomes a response: cached, packed, told by its ETag
    responses    a response as it is sent, and what is wrong with a request
    policy       what a page may do
    messages     jobs and replies, between the front and the workers
    pool         which job is done when, and how long at most
    workers      the processes that do jobs, and the nursery that makes them
    acts         what a worker can be asked

Must not know: commands, terminals, what the record is about.
"""
